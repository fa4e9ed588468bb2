import { all, beforeFrame, markCurrent, one, setData, states } from "../stepper/dom.js";

/**
 * The execution table: marks the current row and its true cells, keeps one tab stop for all rows, and under one who
 * reads the table keeps the current row in sight.
 *
 * @param {HTMLElement} root
 * @param {import("../stepper/wire.js").Stepper} stepper
 */
export function table(root, { player, signal }) {
  const rows = all(root, "tbody tr[data-step]");
  const links = rows.map((row) => one(row, "th a"));
  const cells = rows.map((row) => all(row, "[data-from]"));
  const showRows = states(1, rows.length, (number, state) => {
    const current = state === "now";
    setData(rows[number - 1], "state", state);
    markCurrent(rows[number - 1], current);
    links[number - 1].tabIndex = current ? 0 : -1;
  });
  printChoice(one(root, "[data-print-choice]"));
  const keepInSight = readingPosition(root, signal);
  player.follow(({ step, phase }, before) => {
    showRows(step);
    if (before.step !== step) keepInSight(rows[step - 1]);
    if (before.step !== step) showCells(cells[before.step - 1], Number.POSITIVE_INFINITY);
    showCells(cells[step - 1], phase === 0 ? Number.POSITIVE_INFINITY : player.reached, phase);
  });
  root.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const row = target.closest("tbody tr[data-step]");
    if (!row || target.closest("a, summary, button") || String(getSelection())) return;
    player.jump({ step: rows.indexOf(/** @type {HTMLElement} */ (row)) + 1 });
  });
  root.addEventListener("keydown", (event) => {
    const index = links.indexOf(/** @type {HTMLElement} */ (event.target));
    const move = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const link = index >= 0 && move ? links[index + move] : undefined;
    if (!link || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (player.seek({ step: links.indexOf(link) + 1 })) link.focus();
  });
}

/**
 * Marks the cells of a row that are true: the server's doing from its phase on, other cells once their phase is over.
 *
 * @param {HTMLElement[]} cells
 * @param {number} reached
 * @param {number} [begun]
 */
function showCells(cells, reached, begun = reached) {
  for (const cell of cells) {
    const least = cell.dataset.column === "action" ? Math.max(begun, reached) : reached;
    setData(cell, "state", Number(cell.dataset.from) <= least ? "known" : "unknown");
  }
}

/**
 * Keeps the place of one who reads below the stage, whose height changes from step to step: what was in the window's
 * middle stays there, and the current row is in sight. Nothing moves while the reader is elsewhere.
 *
 * @param {HTMLElement} root
 * @param {AbortSignal} signal
 * @returns {(row: HTMLElement) => void} call it with the new current row on a move
 */
function readingPosition(root, signal) {
  let place = root.getBoundingClientRect();
  const remember = () => {
    place = root.getBoundingClientRect();
  };
  for (const kind of ["pointerdown", "keydown", "scroll"]) {
    document.addEventListener(kind, remember, { capture: true, passive: true, signal });
  }
  return beforeFrame((/** @type {HTMLElement} */ row) => {
    const middle = innerHeight / 2;
    const reads = place.top < middle && place.bottom > middle;
    if (reads) {
      scrollBy({ top: root.getBoundingClientRect().top - place.top, behavior: "instant" });
      row.scrollIntoView({ block: "nearest", behavior: "instant" });
    }
    remember();
  });
}

/**
 * A button that prints only the tables. The browser's own command prints the whole lesson.
 *
 * @param {HTMLElement} choice
 */
function printChoice(choice) {
  choice.hidden = false;
  one(choice, "button").addEventListener("click", () => {
    document.documentElement.dataset.print = "tables";
    addEventListener("afterprint", () => delete document.documentElement.dataset.print, { once: true });
    print();
  });
}
