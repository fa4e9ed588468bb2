/**
 * The run as the document tells it: the steps on the stage, with their phases.
 *
 * @typedef {{ total: number, url: string, note: string, window: string | null }} Lines the executed lines of a phase's
 *   call: how many, where windows of them are, what was left out, and all of them as JSON when they are few
 * @typedef {{ kind: string, line: number | null, sentence: string, lines: Lines | null }} Phase
 * @typedef {{ number: number, name: string, sentence: string, phases: Phase[] }} Step
 */

/**
 * @param {ParentNode} root
 * @returns {Step[]}
 */
export function readRun(root) {
  const trace = root.querySelector("[data-trace]")?.getAttribute("data-trace") ?? "";
  return [...root.querySelectorAll("[data-step][data-phases]")].map((element, index) => ({
    number: index + 1,
    name: text(element, "h3"),
    sentence: text(element, ":scope > [data-sentence]"),
    phases: [...element.querySelectorAll("[data-phase]")].map((phase) => readPhase(phase, trace)),
  }));
}

/**
 * @param {Element} element
 * @param {string} trace the version that the page was made from
 * @returns {Phase}
 */
function readPhase(element, trace) {
  const { kind = "", line } = /** @type {HTMLElement} */ (element).dataset;
  const lines = element.querySelector("[data-lines]");
  return {
    kind,
    line: line ? Number(line) : null,
    sentence: text(element, "[data-sentence]"),
    lines: lines instanceof HTMLElement ? readLines(lines, trace) : null,
  };
}

/**
 * @param {HTMLElement} element
 * @param {string} trace
 * @returns {Lines}
 */
function readLines({ dataset }, trace) {
  const url = `${dataset.linesAt}.json?trace=${encodeURIComponent(trace)}`;
  return { total: Number(dataset.lines), url, note: dataset.note ?? "", window: dataset.window ?? null };
}

/**
 * @param {Element} element
 * @param {string} selector
 */
function text(element, selector) {
  return (element.querySelector(selector)?.textContent ?? "").replace(/\s+/g, " ").trim();
}
