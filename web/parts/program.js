import { all, one, setData, write } from "../stepper/dom.js";
import { lines as linePanel } from "./lines/lines.js";

/**
 * Marks the current phase's line in the program, or every line of the step. At a line of a call, marks that line with
 * its changes beside it, and the lines that wait for it.
 *
 * @param {HTMLElement} root
 * @param {import("../stepper/wire.js").Stepper} stepper
 */
export function program(root, stepper) {
  const { player, run, currentLine } = stepper;
  linePanel(root, stepper);
  const lines = all(root, ".line[data-line]");
  const beside = document.createElement("span");
  beside.className = "beside";
  beside.setAttribute("aria-hidden", "true"); // the list below and the live region say the same
  const mark = marker(lines);
  const box = one(root, ".code");
  box.style.setProperty("--rows", String(lines.length));
  const keepInSight = sight(box, lines);
  player.follow(({ step, phase, line }) => {
    if (line > 0) return;
    const phases = run[step - 1].phases;
    const numbers = (phase === 0 ? phases : [phases[phase - 1]]).map((each) => each.line ?? 0);
    mark(numbers.map((number) => ({ number, as: "" })));
    beside.remove();
    keepInSight(numbers.find(Boolean) ?? 0);
  });
  currentLine.follow((read) => {
    if (read?.at !== "line") return;
    const { line, stack } = read.standing;
    const waiting = stack.slice(0, -1).map(({ number }) => ({ number, as: "waits" }));
    mark([...waiting, { number: line.number, as: line.event }]);
    write(beside, [...(line.changes ?? []).map(({ text }) => text), line.outcome ?? ""].filter(Boolean).join(" · "));
    lines[line.number - 1]?.append(beside);
    keepInSight(line.number);
  });
}

/**
 * Marks lines, and updates only lines that lose, change or gain a mark.
 *
 * @param {HTMLElement[]} lines
 */
function marker(lines) {
  /** @type {Map<number, string>} */
  let marked = new Map();
  return (/** @type {{ number: number, as: string }[]} */ marks) => {
    const now = new Map(marks.filter(({ number }) => number > 0).map(({ number, as }) => [number, as]));
    for (const number of marked.keys()) if (!now.has(number)) lines[number - 1]?.removeAttribute("data-now");
    for (const [number, as] of now) if (lines[number - 1]) setData(lines[number - 1], "now", as);
    marked = now;
  };
}

/**
 * Scrolls only the code's box to a line. All lines have one height, so nothing is measured while the cursor moves.
 *
 * @param {HTMLElement} box
 * @param {HTMLElement[]} lines
 */
function sight(box, lines) {
  let [height, seen, top, current] = [0, 0, 0, 0];
  const keep = (/** @type {number} */ number) => {
    current = number;
    if (number === 0) return;
    const start = (number - 1) * height;
    const margin = Math.min(3 * height, seen / 3);
    const least = start + 2 * height + margin - seen;
    const wanted = Math.max(0, Math.min(Math.max(top, least), start - margin));
    if (wanted !== top) box.scrollTop = top = wanted;
  };
  new ResizeObserver(() => {
    [height, seen, top] = [lines[0]?.offsetHeight ?? 0, box.clientHeight, box.scrollTop];
    if (current > 0) keep(current);
  }).observe(box);
  box.addEventListener("scroll", () => {
    top = box.scrollTop;
  });
  return keep;
}
