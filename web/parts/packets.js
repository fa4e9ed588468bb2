import { all, beforeFrame, markCurrent, one, setData } from "../stepper/dom.js";

/**
 * Every packet: the rows of the current phase (of the whole step, when the cursor is at no phase), those that have
 * crossed already and those that have not, and one tab stop for all rows.
 *
 * @param {HTMLElement} root
 * @param {import("../stepper/wire.js").Stepper} stepper
 */
export function packets(root, { player, clock }) {
  const rows = all(root, "tbody tr").map((element) => ({
    element,
    step: Number(element.dataset.step),
    phase: Number(element.dataset.phase),
    link: /** @type {HTMLAnchorElement} */ (one(element, "th a")),
  }));
  const stateOf = (/** @type {{ step: number, phase: number }} */ row) => {
    const { step, phase } = player.cursor;
    const apart = row.step - step || (phase === 0 ? 0 : row.phase - phase);
    if (apart === 0) return "now";
    return apart < 0 ? "past" : "ahead";
  };
  const scroller = one(root, ".scroller");
  const seen = beforeFrame((/** @type {number} */ stop) => reveal(scroller, rows[stop].element));
  const go = (/** @type {{ step: number, phase: number, link: HTMLAnchorElement }} */ { step, phase, link }) => {
    clock.stop();
    if (!player.jump({ step, phase })) return;
    link.focus({ preventScroll: true });
    // On a phone the list is far below the stage.
    requestAnimationFrame(() => document.getElementById(link.hash.slice(1))?.scrollIntoView({ block: "nearest" }));
  };
  player.follow(() => {
    const states = rows.map(stateOf);
    const stop = Math.max(states.includes("now") ? states.indexOf("now") : states.lastIndexOf("past"), 0);
    const focused = rows.some(({ link }) => link === document.activeElement);
    rows.forEach(({ element, link }, index) => {
      setData(element, "state", states[index]);
      markCurrent(element, states[index] === "now");
      link.tabIndex = index === stop ? 0 : -1;
    });
    if (focused) rows[stop].link.focus({ preventScroll: true });
    seen(stop);
  });
  root.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const row = rows.find(({ element }) => element.contains(target));
    const opens = event instanceof MouseEvent && (event.ctrlKey || event.metaKey || event.shiftKey);
    if (!row || target.closest("summary") || String(getSelection()) || opens) return;
    event.preventDefault();
    go(row);
  });
  root.addEventListener("keydown", (event) => {
    const index = rows.findIndex(({ link }) => link === event.target);
    const move = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const next = index >= 0 && move ? rows[index + move] : undefined;
    if (!next || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    clock.stop();
    if (player.seek({ step: next.step, phase: next.phase })) next.link.focus({ preventScroll: true });
  });
}

/**
 * Scroll the list until a row is at its top with the row before it. Beside the stage, where the row is still hidden under
 * the bar, scroll the page too; elsewhere the reader may be far from the list.
 *
 * @param {HTMLElement} scroller
 * @param {HTMLElement} row
 */
function reveal(scroller, row) {
  const before = /** @type {HTMLElement | null} */ (row.previousElementSibling)?.offsetHeight ?? 0;
  scroller.scrollTop = row.offsetTop - before;
  if (matchMedia("(width >= 64rem)").matches && isNear(scroller)) row.scrollIntoView({ block: "nearest" });
}

/** @param {HTMLElement} element */
function isNear(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return top < innerHeight && bottom > 0;
}
