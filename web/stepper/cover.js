/**
 * Covers hide parts of the page that the learner is not to see yet, from eyes and screen readers; each cover says so.
 * There are no covers with scripts off or on paper.
 */
import { all } from "./dom.js";

/**
 * Cover an element's contents. The element keeps its size, so that nothing moves when it is uncovered.
 *
 * @param {HTMLElement} element
 * @param {string} words the cover's text
 */
export function cover(element, words) {
  if (element.hasAttribute("data-covered")) return;
  for (const node of [...element.childNodes]) if (node instanceof Text && node.data.trim()) wrap(node);
  const over = document.createElement("span");
  over.className = "cover";
  over.textContent = words;
  element.append(over);
  element.dataset.covered = "";
}

/**
 * Put a text into an element of its own, so that it can be hidden.
 *
 * @param {Text} text
 */
function wrap(text) {
  const element = document.createElement("span");
  text.replaceWith(element);
  element.append(text);
}

/** @param {HTMLElement} element */
export function uncover(element) {
  if (!element.hasAttribute("data-covered")) return;
  element.querySelector(":scope > .cover")?.remove();
  element.removeAttribute("data-covered");
}

/**
 * Covers the table cells and prose that tell of a step behind the gate. `data-tells` holds the last step that a part of
 * the page tells of, `data-from` the phase from which on it does.
 *
 * @param {HTMLElement} page
 * @param {import("./player.js").Player} player
 */
export function covers(page, player) {
  /** @type {[number, number | null]} */
  let [gate, ajar] = [0, null];
  const look = () => {
    [gate, ajar] = [player.gate, player.ajar];
    for (const element of all(page, "[data-tells]")) {
      const tells = Number(element.dataset.tells);
      const begins = tells === ajar && Number(element.dataset.from) === 1;
      if (tells > gate && !begins) cover(element, wordsFor(element));
      else uncover(element);
    }
    page.dataset.gate = String(gate);
  };
  player.follow(() => {
    if (player.gate !== gate || player.ajar !== ajar) look();
  });
}

/** @param {HTMLElement} element */
function wordsFor(element) {
  return element.matches("td, a") ? "covered" : `Covered: this tells of step ${element.dataset.tells}.`;
}
