import { asking } from "./asking.js";
import { sendAnswers } from "./sending.js";

/**
 * The quiz: sends answers to the server without leaving the page, and brings the questions that are asked on the way to
 * the stage. Playing stops when a question gets the focus.
 *
 * @param {HTMLElement} _root
 * @param {import("../../stepper/wire.js").Stepper} stepper
 */
export function quiz(_root, { page, player, clock, outbox }) {
  const looks = [asking(page, player)];
  // Most quizzes ask nothing of these kinds, and need not wait for their scripts.
  if (page.querySelector("[data-order]")) void import("./order.js").then(({ order }) => looks.push(order(page)));
  if (page.querySelector("[data-kind=line]")) {
    void import("./pick-line.js").then(({ pickLine }) => looks.push(pickLine(page)));
  }
  sendAnswers(page, outbox, () => {
    for (const look of looks) look();
  });
  document.addEventListener("focusin", ({ target }) => {
    if (/** @type {Element} */ (target).closest(".question")) clock.stop();
  });
}
