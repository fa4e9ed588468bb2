/** The few things that every view does with the document. */

/** @typedef {"past" | "now" | "ahead"} State what has happened, what happens, what has not happened yet */

/**
 * The element that the page must have.
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
 * Where a number stands to the cursor's.
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
 * Shows states along a row of things as the cursor moves, and touches only those whose state changes: of a hundred
 * steps mostly two.
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
 * Mark one element as the current step; `aria-current` says it to those who do not see it.
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
 * Write a text where it is not there yet: what has not changed costs the browser nothing.
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
 * Put off what measures the page until all views have written, and do it once: each measure in between two writes
 * would have the browser lay out the page anew.
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
 * Put off what need not be there yet until the next frame has been shown.
 *
 * @template {unknown[]} T
 * @param {(...args: T) => void} deed called once for all that was asked meanwhile, with the last arguments
 * @returns {(...args: T) => void}
 */
export function afterFrame(deed) {
  return beforeFrame((/** @type {T} */ ...args) => void requestAnimationFrame(() => deed(...args)));
}
