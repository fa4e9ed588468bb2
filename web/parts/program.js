import { all, beforeFrame, one, setData, write } from "../stepper/dom.js";
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
  const keepInSight = sight(root, box, lines);
  const markRan = ranMarker(lines);
  const sayBeside = (/** @type {readonly [number, string]} */ [number, said]) => {
    write(beside, said);
    lines[number - 1]?.append(beside);
  };
  tools(root);
  player.follow(({ step, phase, line }) => {
    const { phases, ran } = run[step - 1];
    const called = phase === 0 || phases.slice(0, phase).some((each) => each.lines);
    const lit = called ? ran : [];
    markRan(lit);
    setData(root, "strip", lit.length === 0 ? "" : phase === 0 ? "acting" : "ran");
    if (line > 0) return;
    const shown = phase === 0 ? phases : [phases[phase - 1]];
    const raised = shown.find((each) => each.raised)?.raised;
    const numbers = [...shown.map((each) => each.line ?? 0), raised?.[0] ?? 0].filter(Boolean);
    mark(numbers.map((number) => ({ number, as: number === raised?.[0] ? "exception" : "" })));
    beside.remove();
    if (raised) sayBeside(raised);
    const sends = phases.find(({ kind, line: at }) => kind === "responds" && at)?.line ?? 0;
    const acts = phases.find((each) => each.lines)?.line ?? 0;
    if (player.opening && acts) return keepInSight([acts, ...ran], acts); // what will act can be read, but is not marked
    keepInSight(phase === 0 ? [...numbers, ...ran] : numbers, phase === 0 && sends ? sends : numbers[0]);
  });
  currentLine.follow((read) => {
    if (read?.at !== "line") return;
    const { line, stack } = read.standing;
    const waiting = stack.slice(0, -1).map(({ number }) => ({ number, as: "waits" }));
    mark([...waiting, { number: line.number, as: line.event }]);
    const said = [...(line.changes ?? []).map(({ text }) => text), line.outcome ?? ""].filter(Boolean).join(" · ");
    sayBeside([line.number, said]);
    keepInSight([line.number], line.number);
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
 * Marks the lines that the step executed.
 *
 * @param {HTMLElement[]} lines
 */
function ranMarker(lines) {
  /** @type {readonly number[]} */
  let before = [];
  return (/** @type {readonly number[]} */ now) => {
    if (now === before) return;
    for (const number of before) if (!now.includes(number)) lines[number - 1]?.removeAttribute("data-ran");
    for (const number of now) lines[number - 1]?.setAttribute("data-ran", "");
    before = now;
  };
}

/**
 * Scrolls only the code's box, so that all lines asked for are in sight. Where they lie too far apart for the box, one
 * screen folds what does not run between them; where they are too many even so, the one that matters most is in sight.
 *
 * @param {HTMLElement} root
 * @param {HTMLElement} box
 * @param {HTMLElement[]} lines
 */
function sight(root, box, lines) {
  /** @type {readonly number[]} */
  let wanted = [];
  let most = 0;
  const keep = beforeFrame(() => {
    root.removeAttribute("data-folds");
    const shown = wanted.map((number) => lines[number - 1]).filter((line) => line?.offsetHeight);
    if (shown.length === 0) return;
    const margin = Math.min(2 * shown[0].offsetHeight, box.clientHeight / 6);
    const fits = (/** @type {{ start: number, end: number }} */ { start, end }) => end - start <= box.clientHeight;
    let all = extent(shown, margin);
    if (!fits(all) && root.closest("[data-screen]")) {
      root.dataset.folds = "";
      all = extent(shown, margin);
    }
    const { start, end } = fits(all) ? all : extent([lines[most - 1]], margin);
    const top = Math.max(0, Math.min(Math.max(box.scrollTop, end - box.clientHeight), start));
    if (top !== box.scrollTop) box.scrollTop = top;
  });
  new ResizeObserver(keep).observe(box);
  return (/** @type {readonly number[]} */ numbers, /** @type {number} */ number) => {
    [wanted, most] = [numbers, number];
    keep();
  };
}

/**
 * From where to where lines reach in their box, with a margin.
 *
 * @param {HTMLElement[]} lines
 * @param {number} margin
 */
function extent(lines, margin) {
  return {
    start: Math.min(...lines.map((line) => line.offsetTop)) - margin,
    end: Math.max(...lines.map((line) => line.offsetTop + line.offsetHeight)) + margin,
  };
}

/**
 * Buttons that show the whole program where only its running lines stand, and long lines whole.
 *
 * @param {HTMLElement} root
 */
function tools(root) {
  const bar = root.querySelector("[data-code-tools]");
  if (!(bar instanceof HTMLElement)) return;
  bar.hidden = false;
  for (const name of ["whole", "wrap"]) {
    const button = one(bar, `[data-${name}]`);
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      root.toggleAttribute(name === "whole" ? "data-shows-whole" : "data-cut", name === "whole" ? on : !on);
    });
  }
}
