/**
 * What follows the last step (the quiz, else the next lesson), and the offer to go on where the student was.
 *
 * @typedef {{ words: string, go: () => void }} Onward
 */
import { one } from "./dom.js";

/**
 * @param {HTMLElement} page
 * @returns {Onward}
 */
export function onwardOf(page) {
  const quiz = page.querySelector("#quiz");
  if (quiz instanceof HTMLElement) return { words: "To the quiz", go: () => turnTo(quiz) };
  const link = one(page, "[data-onward]");
  return { words: link.dataset.onward ?? "", go: () => link.click() };
}

/** @param {HTMLElement} section */
function turnTo(section) {
  const heading = one(section, "h2");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  section.scrollIntoView();
}

/**
 * Take the offer away when the cursor moves, or is at a place already.
 *
 * @param {HTMLElement} page
 * @param {import("./player.js").Player} player
 */
export function offerPlace(page, player) {
  const offer = page.querySelector("[data-resume]");
  if (location.hash !== "") offer?.remove();
  player.follow((cursor, before) => {
    if (cursor !== before) offer?.remove();
  });
}
