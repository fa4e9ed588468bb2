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
    link: one(element, "th a"),
  }));
  const stateOf = (/** @type {{ step: number, phase: number }} */ row) => {
    const { step, phase } = player.cursor;
    const apart = row.step - step || (phase === 0 ? 0 : row.phase - phase);
    if (apart === 0) return "now";
    return apart < 0 ? "past" : "ahead";
  };
  const scroller = one(root, ".scroller");
  const seen = beforeFrame((/** @type {HTMLElement} */ first, /** @type {HTMLElement} */ last) =>
    reveal(scroller, first, last),
  );
  player.follow(() => {
    const states = rows.map(stateOf);
    const stop = Math.max(states.includes("now") ? states.indexOf("now") : states.lastIndexOf("past"), 0);
    seen(rows[stop].element, rows[Math.max(stop, states.lastIndexOf("now"))].element);
    rows.forEach(({ element, link }, index) => {
      setData(element, "state", states[index]);
      markCurrent(element, states[index] === "now");
      link.tabIndex = index === stop ? 0 : -1;
    });
  });
  root.addEventListener("keydown", (event) => {
    const index = rows.findIndex(({ link }) => link === event.target);
    const move = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const next = index >= 0 && move ? rows[index + move] : undefined;
    if (!next || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    clock.stop();
    if (player.seek({ step: next.step, phase: next.phase })) next.link.focus();
  });
}

/**
 * Scroll the list, and only that, until the rows from the first to the last are seen, with the row before them and the
 * row after them. Where they are too many, the first are seen.
 *
 * @param {HTMLElement} scroller
 * @param {HTMLElement} first
 * @param {HTMLElement} last
 */
function reveal(scroller, first, last) {
  const start = first.offsetTop - first.offsetHeight;
  const end = Math.min(last.offsetTop + 2 * last.offsetHeight - scroller.clientHeight, start);
  if (scroller.scrollTop > start) scroller.scrollTop = start;
  else if (scroller.scrollTop < end) scroller.scrollTop = end;
}
