/** Helpers that every view uses on the document. */

/** @typedef {"past" | "now" | "ahead"} State past: has happened; now: is happening; ahead: has not happened yet */

/**
 * The first element that matches; the page must have one.
 *
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement}
 */
export function one(root, selector) {
  const found = root.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`the page has no ${selector}`);
  return found;
}

/**
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
export function all(root, selector) {
  return [...root.querySelectorAll(selector)].filter((element) => element instanceof HTMLElement);
}

/**
 * The state of a step or phase, by its number and the cursor's.
 *
 * @param {number} number
 * @param {number} cursor
 * @returns {State}
 */
export function stateOf(number, cursor) {
  if (number === cursor) return "now";
  return number < cursor ? "past" : "ahead";
}

/**
 * Shows the states of a row of items as the cursor moves. Updates only the items whose state changes: mostly two of a
 * hundred steps.
 *
 * @param {number} first
 * @param {number} last
 * @param {(number: number, state: State) => void} show
 * @returns {(cursor: number) => void}
 */
export function states(first, last, show) {
  let [from, to] = [first, last];
  return (cursor) => {
    for (let number = Math.min(from, cursor); number <= Math.max(to, cursor); number++) {
      show(number, stateOf(number, cursor));
    }
    from = to = cursor;
  };
}

/**
 * Mark one element as the current step; `aria-current` tells screen readers.
 *
 * @param {HTMLElement} element
 * @param {boolean} current
 */
export function markCurrent(element, current) {
  if (current === element.hasAttribute("aria-current")) return;
  if (current) element.setAttribute("aria-current", "step");
  else element.removeAttribute("aria-current");
}

/**
 * Write a text unless the node holds it already: an unchanged node costs the browser nothing.
 *
 * @param {Node} node
 * @param {string} text
 */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * @param {HTMLElement} element
 * @param {string} name
 * @param {string} value
 */
export function setData(element, name, value) {
  if (element.dataset[name] !== value) element.dataset[name] = value;
}

/**
 * Give a list as many children as there are items, and show each item in its child.
 *
 * @template T
 * @param {HTMLElement} list
 * @param {readonly T[]} items
 * @param {() => HTMLElement} make a new child
 * @param {(child: HTMLElement, item: T) => void} show
 */
export function fill(list, items, make, show) {
  while (list.children.length > items.length) list.lastElementChild?.remove();
  while (list.children.length < items.length) list.append(make());
  items.forEach((item, index) => {
    show(/** @type {HTMLElement} */ (list.children[index]), item);
  });
}

/**
 * Delay a measurement until all views have written, and take it once: a measurement between two writes makes the
 * browser lay out the page again.
 *
 * @template {unknown[]} T
 * @param {(...args: T) => void} measure called before the next frame, with the last arguments
 * @returns {(...args: T) => void}
 */
export function beforeFrame(measure) {
  /** @type {T | null} */
  let waiting = null;
  return (...args) => {
    if (waiting === null) {
      requestAnimationFrame(() => {
        const last = /** @type {T} */ (waiting);
        waiting = null;
        measure(...last);
      });
    }
    waiting = args;
  };
}

/**
 * Delay work that can wait until the browser has shown the next frame.
 *
 * @template {unknown[]} T
 * @param {(...args: T) => void} deed called once for all calls until then, with the last arguments
 * @returns {(...args: T) => void}
 */
export function afterFrame(deed) {
  return beforeFrame((/** @type {T} */ ...args) => void requestAnimationFrame(() => deed(...args)));
}
