import { asking } from "./asking.js";
import { order } from "./order.js";
import { pickLine } from "./pick-line.js";
import { sendAnswers } from "./sending.js";

/**
 * The quiz: sends answers to the server without leaving the page, and brings the questions that are asked on the way to
 * the stage. Playing stops when a question gets the focus.
 *
 * @param {HTMLElement} _root
 * @param {import("../../stepper/wire.js").Stepper} stepper
 */
export function quiz(_root, { page, player, clock, outbox }) {
  const looks = [asking(page, player), order(page), pickLine(page)];
  sendAnswers(page, outbox, () => {
    for (const look of looks) look();
  });
  document.addEventListener("focusin", ({ target }) => {
    if (/** @type {Element} */ (target).closest(".question")) clock.stop();
  });
}
