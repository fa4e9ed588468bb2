/**
 * Keeps where the student is: sent when the cursor has rested for a while, and when the page is left. At the end of the
 * run the mode is marked as finished. Nothing is sent before the cursor has moved, nor where nothing is kept.
 */
import { newId } from "../student/outbox.js";
import { format } from "./url.js";

const REST_MS = 8000;

/**
 * @param {HTMLElement} page
 * @param {import("./player.js").Player} player
 */
export function bookmark(page, player) {
  const mode = page.dataset.mode ?? "";
  let kept = format(player.cursor);
  let finished = player.atEnd;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const keep = () => {
    clearTimeout(timer);
    const here = format(player.cursor);
    if (here === kept) return;
    kept = here;
    const { step, phase, line } = player.cursor;
    send("place", { mode, step: `${step}`, phase: `${phase}`, line: `${line}` });
  };
  player.follow(() => {
    clearTimeout(timer);
    timer = setTimeout(keep, REST_MS);
    if (finished || !player.atEnd) return;
    finished = true;
    send("finish", { mode });
  });
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  addEventListener("pagehide", keep);
  // The page behind a link shows where the student is, and is answered before this one is hidden.
  document.addEventListener("click", ({ target }) => {
    if (/** @type {Element} */ (target).closest('a[href]:not([href^="#"])')) keep();
  });
}

/**
 * @param {string} what
 * @param {Record<string, string>} fields
 */
function send(what, fields) {
  if (document.querySelector("#kept[data-trouble]")) return;
  const lesson = location.pathname.split("/").slice(0, 3).join("/");
  navigator.sendBeacon(`${lesson}/${what}`, new URLSearchParams({ ...fields, event: newId() }));
}
