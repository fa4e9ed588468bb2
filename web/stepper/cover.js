/**
 * Covers: what a learner is not to see yet stays where it is, unseen and unsaid, under a cover that says so. With
 * scripts off, and on paper, there are none.
 */
import { all } from "./dom.js";

/**
 * Cover an element's contents. Its own box stays as large as it is, so that nothing moves when it is uncovered.
 *
 * @param {HTMLElement} element
 * @param {string} words what is said in place of the contents
 */
export function cover(element, words) {
  if (element.hasAttribute("data-covered")) return;
  const over = document.createElement("span");
  over.className = "cover";
  over.textContent = words;
  element.append(over);
  element.dataset.covered = "";
}

/** @param {HTMLElement} element */
export function uncover(element) {
  if (!element.hasAttribute("data-covered")) return;
  element.querySelector(":scope > .cover")?.remove();
  element.removeAttribute("data-covered");
}

/**
 * Covers all that tells of a step behind the gate: cells of the tables, and prose. `data-tells` is the last step that
 * a part of the page tells of.
 *
 * @param {HTMLElement} page
 * @param {import("./player.js").Player} player
 */
export function covers(page, player) {
  let gate = 0;
  const look = () => {
    gate = player.gate;
    for (const element of all(page, "[data-tells]")) {
      if (Number(element.dataset.tells) > gate) cover(element, wordsFor(element));
      else uncover(element);
    }
    page.dataset.gate = String(gate);
  };
  player.follow(() => {
    if (player.gate !== gate) look();
  });
}

/** @param {HTMLElement} element */
function wordsFor(element) {
  return element.matches("td, a") ? "covered" : `Covered: this tells of step ${element.dataset.tells}.`;
}
