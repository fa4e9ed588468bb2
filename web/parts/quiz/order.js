/**
 * Putting things in order: each goes up or down by a button or an arrow key on it, or is dragged, and the places that the
 * form sends follow. Without scripts the places are chosen from lists.
 */
import { all, one } from "../../stepper/dom.js";
import { drag } from "./drag.js";

/**
 * @param {HTMLElement} page
 * @returns {() => void} looks anew at the page's orders
 */
export function order(page) {
  page.addEventListener("click", ({ target }) => {
    const button = /** @type {Element} */ (target).closest("[data-move]");
    if (button instanceof HTMLElement) move(button);
  });
  page.addEventListener("keydown", (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-move]");
    const way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    const wanted = way && button?.parentElement?.querySelector(`[data-move=${way}]`);
    if (!(wanted instanceof HTMLElement)) return;
    event.preventDefault();
    event.stopPropagation(); // the stepper's keys are for what has no keys of its own
    move(wanted);
  });
  drag(page, put);
  const look = () => all(page, "[data-order]").forEach(arrange);
  look();
  return look;
}

/**
 * Put the things in the places that they were given.
 *
 * @param {HTMLElement} list
 */
function arrange(list) {
  list.append(...slotsOf(list).sort((one, other) => Number(placeOf(one).value) - Number(placeOf(other).value)));
  number(list);
}

/**
 * Move a thing by moving its neighbour to the other side, so that the pressed button keeps the focus.
 *
 * @param {HTMLElement} button
 */
function move(button) {
  const list = button.closest("[data-order]");
  const slot = button.closest(".slot");
  const up = button.dataset.move === "up";
  const neighbour = up ? slot?.previousElementSibling : slot?.nextElementSibling;
  if (!(list instanceof HTMLElement) || !(slot instanceof HTMLElement) || !(neighbour instanceof HTMLElement)) return;
  if (up) slot.after(neighbour);
  else slot.before(neighbour);
  forget(neighbour);
  moved(list, slot);
}

/**
 * Put a dragged thing before another one, or last.
 *
 * @param {HTMLElement} slot
 * @param {Element | null} before
 */
function put(slot, before) {
  const list = slot.closest("[data-order]");
  if (!(list instanceof HTMLElement)) return;
  list.insertBefore(slot, before);
  moved(list, slot);
}

/**
 * @param {HTMLElement} list
 * @param {HTMLElement} slot
 */
function moved(list, slot) {
  forget(slot);
  number(list);
  const place = slotsOf(list).indexOf(slot) + 1;
  one(list.parentElement ?? list, "[data-moved]").textContent =
    `${slot.dataset.name}: place ${place} of ${list.children.length}.`;
}

/** @param {HTMLElement} list */
function number(list) {
  const slots = slotsOf(list);
  slots.forEach((slot, index) => {
    placeOf(slot).value = String(index);
    one(slot, "[data-place]").textContent = String(index + 1);
    one(slot, "[data-move=up]").setAttribute("aria-disabled", String(index === 0));
    one(slot, "[data-move=down]").setAttribute("aria-disabled", String(index === slots.length - 1));
  });
}

/**
 * Remove the feedback on a thing, which was about its former place.
 *
 * @param {HTMLElement} slot
 */
function forget(slot) {
  slot.removeAttribute("data-verdict");
  slot.querySelector(".verdict")?.remove();
}

/** @param {HTMLElement} list */
function slotsOf(list) {
  return all(list, ".slot");
}

/** @param {HTMLElement} slot */
function placeOf(slot) {
  return /** @type {HTMLSelectElement} */ (one(slot, "select"));
}
