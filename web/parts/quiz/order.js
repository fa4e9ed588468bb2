/**
 * Putting things in order: each goes up or down by a button, and the places that the form sends follow. Without scripts
 * the places are chosen from lists.
 */
import { all, one } from "../../stepper/dom.js";

/**
 * @param {HTMLElement} page
 * @returns {() => void} looks anew at the page's orders
 */
export function order(page) {
  page.addEventListener("click", ({ target }) => {
    const button = /** @type {Element} */ (target).closest("[data-move]");
    if (button instanceof HTMLElement) move(button);
  });
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
  forget(slot);
  forget(neighbour);
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
