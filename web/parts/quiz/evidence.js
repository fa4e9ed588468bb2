/**
 * Shows the place of a table that a hint points to below the hint: the row, or the column, under its headings. A second
 * press takes it away. The reader stays at the question.
 *
 * @param {HTMLElement} link
 * @param {HTMLElement} place
 * @returns {boolean} whether the link is one of a hint, and the place one of a table
 */
export function evidence(link, place) {
  const hint = link.closest(".hint > div");
  const table = place.closest("table");
  if (!hint || !table) return false;
  const old = hint.querySelector(".evidence");
  const again = old instanceof HTMLElement && old.dataset.of === place.id;
  old?.remove();
  for (const other of hint.querySelectorAll("[aria-expanded]")) other.setAttribute("aria-expanded", "false");
  link.setAttribute("aria-expanded", String(!again));
  if (!again) bring(hint, boxOf(link.textContent ?? "", place, table));
  return true;
}

/**
 * Put the box below the hint, whole in sight and with the place that is meant.
 *
 * @param {Element} hint
 * @param {HTMLElement} box
 */
function bring(hint, box) {
  hint.append(box);
  box.scrollIntoView({ block: "nearest" });
  const lit = box.querySelector("td[data-lit]");
  if (!(lit instanceof HTMLElement)) return;
  const beside = box.querySelector("tbody th");
  box.scrollLeft = lit.offsetLeft - (beside instanceof HTMLElement ? beside.offsetWidth : 0) - 16;
}

/**
 * @param {string} name
 * @param {HTMLElement} place
 * @param {HTMLTableElement} table
 */
function boxOf(name, place, table) {
  const box = document.createElement("div");
  box.className = "evidence scroller";
  box.tabIndex = 0;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", name);
  box.dataset.of = place.id;
  box.append(excerpt(place, table));
  return box;
}

/**
 * A copy of the place's row, or of its column beside the steps.
 *
 * @param {HTMLElement} place
 * @param {HTMLTableElement} table
 */
function excerpt(place, table) {
  const copy = /** @type {HTMLTableElement} */ (table.cloneNode(true));
  copy.caption?.remove();
  const here = copy.querySelector(`#${CSS.escape(place.id)}`);
  const row = here?.closest("tbody tr");
  if (row) for (const other of copy.querySelectorAll("tbody tr")) if (other !== row) other.remove();
  const column = here?.closest("thead") && place.dataset.column;
  if (column) {
    for (const cell of copy.querySelectorAll("tr > [data-column]")) {
      const { dataset } = /** @type {HTMLElement} */ (cell);
      if (dataset.column !== column && dataset.column !== "step") cell.remove();
    }
  }
  if (row && here instanceof HTMLElement) here.dataset.lit = "";
  for (const element of [copy, ...copy.querySelectorAll("[id], [aria-current], [tabindex], [data-state]")]) {
    for (const name of ["id", "aria-current", "tabindex", "data-state"]) element.removeAttribute(name);
  }
  return copy;
}
