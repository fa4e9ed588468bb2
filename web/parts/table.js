import { all, markCurrent, one, setData, states } from "../stepper/dom.js";

/**
 * The execution table: marks the current row and its true cells, and keeps one tab stop for all rows.
 *
 * @param {HTMLElement} root
 * @param {import("../stepper/wire.js").Stepper} stepper
 */
export function table(root, { player }) {
  const rows = all(root, "tbody tr[data-step]");
  const links = rows.map((row) => one(row, "th a"));
  const cells = rows.map((row) => all(row, "[data-from]"));
  const showRows = states(1, rows.length, (number, state) => {
    const current = state === "now";
    setData(rows[number - 1], "state", state);
    markCurrent(rows[number - 1], current);
    links[number - 1].tabIndex = current ? 0 : -1;
  });
  player.follow(({ step, phase }, before) => {
    showRows(step);
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
