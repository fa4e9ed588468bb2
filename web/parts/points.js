import { all } from "../stepper/dom.js";
import { evidence } from "./quiz/evidence.js";

/**
 * Pressing a link to a place in a key moment lights the place and goes to its step; in a hint it brings the place beside
 * the question.
 *
 * @param {import("../stepper/player.js").Player} player
 * @param {import("../stepper/clock.js").Clock} clock
 * @param {AbortSignal} signal
 */
export function points(player, clock, signal) {
  const onClick = (/** @type {MouseEvent} */ event) => {
    const link = /** @type {Element} */ (event.target).closest("a[data-point]");
    if (!(link instanceof HTMLAnchorElement)) return;
    const place = document.getElementById(link.hash.slice(1));
    if (!place) return;
    event.preventDefault();
    clock.stop();
    if (evidence(link, place)) return;
    if (link.dataset.step && !player.jump({ step: Number(link.dataset.step) })) return;
    light(place);
    const show = () => place.scrollIntoView({ block: "center", inline: "nearest" });
    requestAnimationFrame(show); // once the stage shows the cursor's step
  };
  document.addEventListener("click", onClick, { signal });
}

/** @param {HTMLElement} place */
function light(place) {
  for (const element of all(document, "[data-lit]")) element.removeAttribute("data-lit");
  const column = place.matches("thead th") ? place.dataset.column : undefined;
  const table = place.closest("table") ?? document;
  const lit = column ? all(table, `[data-column="${column}"]`) : [place];
  for (const element of lit) element.dataset.lit = "";
}
