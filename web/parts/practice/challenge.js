/**
 * A round against the clock: an answer goes to the server, and the next item comes in place of the last. The clock is
 * the browser's own affair: it can be switched off, and nothing ends when it has run down.
 */
import { one, write } from "../../stepper/dom.js";
import { order } from "../quiz/order.js";
import { pickLine } from "../quiz/pick-line.js";
import { sendAnswers } from "../quiz/sending.js";

const OFF = "stepwire.clock";

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} page
 * @param {import("../../student/outbox.js").Outbox} outbox
 */
export function challenge(root, page, outbox) {
  const looks = [order(page), pickLine(page), () => clock(root)];
  const look = () => {
    for (const each of looks) each();
  };
  sendAnswers(page, outbox, () => {
    look();
    const article = root.querySelector("article, [data-feedback]");
    if (article instanceof HTMLElement) article.focus();
  });
  root.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement) || !target.matches("[data-clock-switch]")) return;
    keep(OFF, target.checked ? "" : "off");
    clock(root);
  });
  clock(root);
  setInterval(() => clock(root), 1000);
}

/**
 * Show how much time is left; beside the result, how much the round took.
 *
 * @param {HTMLElement} root
 */
function clock(root) {
  const { seed, seconds, result } = one(root, "#round").dataset;
  if (!seed) return;
  const began = `stepwire.round.${location.pathname.split("/")[2]}.${seed}`;
  if (result !== undefined) return took(root, began);
  const start = Number(kept(began)) || Date.now();
  keep(began, String(start));
  const on = kept(OFF) !== "off";
  const left = Math.round(Number(seconds) - (Date.now() - start) / 1000);
  /** @type {HTMLInputElement} */ (one(root, "[data-clock-switch]")).checked = on;
  write(one(root, "[data-clock]"), on && left > 0 ? `${inMinutes(left)} left` : "");
  write(one(root, "[data-clock-over]"), on && left <= 0 ? "The time is over. Go on as long as you like." : "");
}

/**
 * @param {HTMLElement} root
 * @param {string} began
 */
function took(root, began) {
  const note = one(root, "[data-took]");
  const start = Number(kept(began));
  const end = Number(kept(`${began}.end`)) || Date.now();
  if (!start || !note.hidden || kept(OFF) === "off") return;
  keep(`${began}.end`, String(end));
  note.hidden = false;
  write(note, `You took ${inMinutes(Math.round((end - start) / 1000))} minutes.`);
}

/** @param {number} seconds */
function inMinutes(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** @param {string} name */
function kept(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // no storage here
  }
}

/**
 * @param {string} name
 * @param {string} text
 */
function keep(name, text) {
  try {
    localStorage.setItem(name, text);
  } catch {
    // no storage here: the clock begins anew with each page
  }
}
