/**
 * The run as the document tells it: the steps on the stage, with their phases.
 *
 * @typedef {{ kind: string, line: number | null, sentence: string }} Phase
 * @typedef {{ number: number, name: string, sentence: string, phases: Phase[] }} Step
 */

/**
 * @param {ParentNode} root
 * @returns {Step[]}
 */
export function readRun(root) {
  return [...root.querySelectorAll("[data-step][data-phases]")].map((element, index) => ({
    number: index + 1,
    name: text(element, "h3"),
    sentence: text(element, ":scope > [data-sentence]"),
    phases: [...element.querySelectorAll("[data-phase]")].map(readPhase),
  }));
}

/**
 * @param {Element} element
 * @returns {Phase}
 */
function readPhase(element) {
  const { kind = "", line } = /** @type {HTMLElement} */ (element).dataset;
  return { kind, line: line ? Number(line) : null, sentence: text(element, "[data-sentence]") };
}

/**
 * @param {Element} element
 * @param {string} selector
 */
function text(element, selector) {
  return (element.querySelector(selector)?.textContent ?? "").replace(/\s+/g, " ").trim();
}
