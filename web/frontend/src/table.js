import { all, markCurrent, one, stateOf } from "./dom.js";

/**
 * The execution table: the current row, what of it has come true, and one tab stop for all rows.
 *
 * @param {HTMLElement} root
 * @param {import("./player.js").Player} player
 */
export function table(root, player) {
  const rows = all(root, "tbody tr[data-step]");
  const links = rows.map((row) => one(row, "th a"));
  player.follow(({ step, phase }) => {
    rows.forEach((row, index) => {
      const current = index + 1 === step;
      row.dataset.state = stateOf(index + 1, step);
      markCurrent(row, current);
      links[index].tabIndex = current ? 0 : -1;
      for (const cell of all(row, "[data-from]")) {
        const known = !current || phase === 0 || Number(cell.dataset.from) <= phase;
        cell.dataset.state = known ? "known" : "unknown";
      }
    });
  });
  root.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const row = target.closest("tbody tr[data-step]");
    if (!row || target.closest("a, summary, button") || String(getSelection())) return;
    player.seek({ step: rows.indexOf(/** @type {HTMLElement} */ (row)) + 1 });
  });
  root.addEventListener("keydown", (event) => {
    const index = links.indexOf(/** @type {HTMLElement} */ (event.target));
    const move = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const link = index >= 0 && move ? links[index + move] : undefined;
    if (!link || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    player.seek({ step: links.indexOf(link) + 1 });
    link.focus();
  });
}
