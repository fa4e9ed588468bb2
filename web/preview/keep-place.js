/**
 * Keeps the focus, the open details and the scroll position while the page reloads or a part of it is replaced.
 *
 * An element without an id is found by its nearest ancestor with an id, and its place among that ancestor's elements
 * of the same tag.
 */
import { all } from "../stepper/dom.js";

/** @typedef {{ id: string, tag: string, place: number }} Place `tag` is empty for the element with the id */

const KEPT = "stepwire-preview-kept";

/**
 * @param {Element | null} element
 * @returns {Place | null}
 */
function placeOf(element) {
  const named = element?.closest("[id]");
  if (!element || !named) return null;
  if (named === element) return { id: named.id, tag: "", place: 0 };
  const tag = element.localName;
  return { id: named.id, tag, place: [...named.querySelectorAll(tag)].indexOf(element) };
}

/**
 * @param {Place | null} place
 * @returns {HTMLElement | null}
 */
function elementAt(place) {
  const named = place && document.getElementById(place.id);
  const found = place?.tag ? named?.querySelectorAll(place.tag)[place.place] : named;
  return found instanceof HTMLElement ? found : null;
}

/** Keep the reader's place for the next page. */
export function keep() {
  const kept = {
    path: location.pathname,
    top: scrollY,
    focus: placeOf(document.activeElement),
    open: all(document, "details[open]").map(placeOf),
  };
  sessionStorage.setItem(KEPT, JSON.stringify(kept));
}

/** Restore the place that the page before kept. */
export function resume() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  sessionStorage.removeItem(KEPT);
  if (kept?.path !== location.pathname) return;
  for (const place of kept.open) elementAt(place)?.setAttribute("open", "");
  scrollTo({ top: kept.top, behavior: "instant" });
  // A browser that goes to an address takes the focus away even after loading the page.
  requestAnimationFrame(() => elementAt(kept.focus)?.focus({ preventScroll: true }));
}

/**
 * Replace a part of the page, and return the focus to the same element in it.
 *
 * @param {() => void} replace
 */
export function keepingFocus(replace) {
  const place = placeOf(document.activeElement);
  replace();
  if (document.activeElement === document.body) elementAt(place)?.focus({ preventScroll: true });
}
