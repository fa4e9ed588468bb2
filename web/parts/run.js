/**
 * Reads the run, its steps with their phases, from the page's data, which `run.py` writes.
 *
 * @typedef {import("./lines/line-windows.js").Window} Window
 * @typedef {{ total: number, note: string, url: string | null, window: Window | null }} Lines the executed lines of a
 *   phase's call: how many, a note on what was left out, and all of them when they are few, else where windows are
 * @typedef {{ kind: string, box: string, line: number | null, sentence: string, lines: Lines | null,
 *   leaves: [number, number] | null, raised: [number, string] | null }} Phase `leaves`: what the phase sends leaves in
 *   this phase's call, at this line of it; `raised`: the line of the program that ended the call, and the exception
 * @typedef {{ number: number, sentence: string, phases: Phase[], ran: number[] }} Step `ran`: the program's lines that were
 *   executed in the step
 * @typedef {{ kind: string, box?: string, sentence: string, line?: number, lines?: { total: number } & Partial<Lines>,
 *   leaves?: [number, number], raised?: [number, string] }} PhaseData
 * @typedef {{ sentence: string, phases: PhaseData[], ran?: number[] }} StepData
 * @typedef {{ trace: string, steps: StepData[] }} RunData `trace` names the version of the trace; what is empty is left out
 */
import { one } from "../stepper/dom.js";

/**
 * @param {ParentNode} page
 * @returns {Step[]}
 */
export function readRun(page) {
  /** @type {RunData} */
  const { steps } = JSON.parse(one(page, "script[data-part=run]").textContent ?? "");
  return steps.map(({ sentence, phases, ran = [] }, index) => ({
    number: index + 1,
    sentence,
    phases: phases.map(phaseOf),
    ran,
  }));
}

/**
 * @param {PhaseData} data
 * @returns {Phase}
 */
function phaseOf({ kind, box, sentence, line, lines, leaves, raised }) {
  return {
    kind,
    box: box ?? kind,
    sentence,
    line: line ?? null,
    lines: lines ? linesOf(lines) : null,
    leaves: leaves ?? null,
    raised: raised ?? null,
  };
}

/**
 * @param {{ total: number } & Partial<Lines>} data
 * @returns {Lines}
 */
function linesOf({ total, note = "", url = null, window = null }) {
  return { total, note, url, window };
}
