import { all, beforeFrame, setData, states } from "../stepper/dom.js";

/** So many columns fit across a sheet of paper; a longer run is printed with a row for each step. */
const MOST_ON_PAPER = 8;

/**
 * The variable tracker: marks the column of the last step that is over.
 *
 * @param {HTMLElement} root
 * @param {import("../stepper/wire.js").Stepper} stepper
 */
export function tracker(root, { player }) {
  /** @type {HTMLElement[][]} */
  const cells = [];
  for (const cell of all(root, "[data-after]")) {
    const column = Number(cell.dataset.after);
    cells[column] = [...(cells[column] ?? []), cell];
  }
  const show = states(0, cells.length - 1, (column, state) => {
    for (const cell of cells[column] ?? []) setData(cell, "state", state);
  });
  const columns = all(root, "thead [data-after]");
  const seen = beforeFrame((/** @type {number} */ column) => reveal(root, columns[column]));
  if (columns.length > MOST_ON_PAPER) {
    root.dataset.turned = "";
    root.style.setProperty("--rows", String(columns.length + 1));
  }
  let shown = -1;
  player.follow(() => {
    if (shown === player.done) return;
    shown = player.done;
    show(shown);
    seen(shown);
  });
}

/**
 * Scroll only the table, sideways, until a column is in sight beside the names.
 *
 * @param {HTMLElement} root
 * @param {HTMLElement | undefined} cell
 */
function reveal(root, cell) {
  const scroller = root.querySelector(".scroller");
  const names = root.querySelector("th");
  if (!scroller || !cell || !names) return;
  const hidden = names.offsetWidth;
  const start = cell.offsetLeft - hidden;
  const end = cell.offsetLeft + cell.offsetWidth - scroller.clientWidth;
  if (scroller.scrollLeft > start) scroller.scrollLeft = start;
  else if (scroller.scrollLeft < end) scroller.scrollLeft = end;
}
