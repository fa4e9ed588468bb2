import { all, beforeFrame, one, write } from "../stepper/dom.js";

/**
 * The lesson in prose: a link to a step opens it below its paragraph, where it can be stepped through; the lines of the
 * program that the paragraph in sight calls out are lit.
 *
 * @param {HTMLElement} root
 * @param {import("../stepper/wire.js").Stepper} stepper
 */
export function passages(root, { page, player, clock }) {
  const moments = new Map(
    all(root, "[data-live]").map((live) => [Number(live.dataset.live), /** @type {HTMLDetailsElement} */ (live)]),
  );
  root.addEventListener("click", ({ target }) => {
    const link = /** @type {Element} */ (target).closest("a[href]");
    if (link instanceof HTMLAnchorElement) open(link.hash.match(/^#moment-(\d+)$/)?.[1]);
  });
  const open = (/** @type {string | undefined} */ number) => {
    const moment = moments.get(Number(number));
    if (moment) moment.open = true;
  };
  for (const [step, moment] of moments) steppable(moment, step, player, clock);
  player.follow((cursor, before) => {
    const moment = moments.get(cursor.step);
    if (cursor !== before && moment) moment.open = true;
    for (const [step, each] of moments)
      mark(each, step === cursor.step && cursor !== before ? cursor.phase : null, player.phasesOf(step));
  });
  callOuts(root, page);
}

/**
 * @param {HTMLDetailsElement} moment
 * @param {number} step
 * @param {import("../stepper/player.js").Player} player
 * @param {import("../stepper/clock.js").Clock} clock
 */
function steppable(moment, step, player, clock) {
  const bar = moment.querySelector("[data-live-go]");
  if (!(bar instanceof HTMLElement)) return;
  bar.hidden = false;
  moment.addEventListener("toggle", () => {
    if (moment.open && player.cursor.step !== step) player.seek({ step, phase: 1 });
  });
  const go = (/** @type {number} */ by) => {
    clock.stop();
    const here = player.cursor.step === step ? player.cursor.phase : 0;
    player.seek({ step, phase: Math.min(Math.max(here + by, 1), player.phasesOf(step)) });
  };
  one(bar, "[data-live-back]").addEventListener("click", () => go(-1));
  one(bar, "[data-live-next]").addEventListener("click", () => go(1));
}

/**
 * Mark the phase of the cursor.
 *
 * @param {HTMLDetailsElement} moment
 * @param {number | null} phase 0 is the step as a whole; null, when the cursor is elsewhere
 * @param {number} phases
 */
function mark(moment, phase, phases) {
  for (const each of all(moment, "[data-phase]")) {
    const here = phase !== null && Number(each.dataset.phase) === phase;
    if (here) each.setAttribute("aria-current", "step");
    else each.removeAttribute("aria-current");
  }
  const count = moment.querySelector("[data-live-count]");
  if (count instanceof HTMLElement) write(count, phase ? `${phase} of ${phases}` : "");
}

/**
 * Light the lines that the paragraph at the reader's place calls out, or those of the link that is pressed or focused.
 *
 * @param {HTMLElement} root
 * @param {HTMLElement} page
 */
function callOuts(root, page) {
  const code = one(page, ".program .code");
  const lines = all(code, ".line[data-line]");
  const passages = all(root, "[data-calls-out]");
  let shown = "";
  const light = (/** @type {string} */ spans) => {
    if (spans === shown) return;
    shown = spans;
    const wanted = new Set(spans.split(" ").flatMap(range));
    for (const line of lines) line.toggleAttribute("data-called-out", wanted.has(Number(line.dataset.line)));
    const first = lines.find((line) => line.hasAttribute("data-called-out"));
    if (first) code.scrollTop = first.offsetTop - code.clientHeight / 4;
  };
  const follow = beforeFrame(() => {
    const place = innerHeight * 0.6;
    const above = passages.filter((each) => each.getBoundingClientRect().top < place);
    light((above.at(-1) ?? passages[0])?.dataset.callsOut ?? "");
  });
  const pressed = (/** @type {Event} */ event) => {
    const link = /** @type {Element} */ (event.target).closest("a[data-lines]");
    if (link instanceof HTMLElement) light(link.dataset.lines ?? "");
    return link;
  };
  root.addEventListener("focusin", pressed);
  root.addEventListener("pointerover", pressed);
  root.addEventListener("click", (event) => {
    if (!pressed(event)) return;
    event.preventDefault();
    event.stopPropagation(); // the lines are in sight: the page stays where it is
  });
  addEventListener("scroll", follow, { passive: true });
  follow();
}

/** @param {string} span two numbers, such as 7-9 */
function range(span) {
  const [first, last] = span.split("-").map(Number);
  return Array.from({ length: last - first + 1 || 0 }, (_, index) => first + index);
}
