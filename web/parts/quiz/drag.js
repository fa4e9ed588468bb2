/**
 * Dragging a thing of an order to its place, by mouse or finger: by its grip, so that a finger elsewhere scrolls.
 *
 * @param {HTMLElement} page
 * @param {(slot: HTMLElement, before: Element | null) => void} place
 */
export function drag(page, place) {
  /** @type {HTMLElement | null} */
  let held = null;
  page.addEventListener("pointerdown", (event) => {
    const grip = /** @type {Element} */ (event.target).closest("[data-grip]");
    held = /** @type {HTMLElement | null} */ (grip?.closest(".slot") ?? null);
    if (!held) return;
    event.preventDefault();
    held.dataset.held = "";
  });
  page.addEventListener("pointermove", ({ clientY }) => {
    const list = held?.parentElement;
    if (!held || !list) return;
    const below = [...list.children].find((slot) => {
      const { top, height } = slot.getBoundingClientRect();
      return slot !== held && clientY < top + height / 2;
    });
    if ((below ?? null) !== held.nextElementSibling) place(held, below ?? null);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    page.addEventListener(end, () => {
      held?.removeAttribute("data-held");
      held = null;
    });
  }
}
