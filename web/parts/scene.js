import { afterFrame, all, beforeFrame, markCurrent, one, setData, stateOf, states } from "../stepper/dom.js";

/** @typedef {{ phases: HTMLElement[], changes: HTMLElement, seats: Seat[] }} StepParts */
/** @typedef {{ element: HTMLElement, line: Element, gets: number[] }} Seat a client's seat, its line of the fan, and the phases in which it gets something */

/**
 * Shows the current step, each phase as past, now or ahead, and who has received what so far. Any move of the cursor
 * brings the screen into sight, unless the reader is at another part that follows the cursor.
 *
 * @param {HTMLElement} root
 * @param {import("../stepper/wire.js").Stepper} stepper
 */
export function scene(root, { page, player, clock, run }) {
  const steps = all(root, "[data-step][data-phases]");
  const parts = steps.map(partsOf);
  const screen = one(page, "[data-screen]");
  const lay = neighbours(steps);
  const prepare = afterFrame((/** @type {number} */ step) => {
    lay(step);
    reachByKeys(steps[step - 1]);
  });
  const come = beforeFrame(() => comeIntoSight(page, screen));
  const showSteps = states(1, steps.length, (number, state) => setData(steps[number - 1], "state", state));
  const showChanges = states(0, steps.length, (number, state) => {
    if (number > 0) setData(parts[number - 1].changes, "state", state === "ahead" ? "ahead" : "past");
  });
  player.follow((cursor, before) => {
    const { step, phase } = cursor;
    showChanges(player.done);
    showSteps(step);
    if (before.step !== step) show(parts[before.step - 1], () => "past");
    const { phases } = run[step - 1];
    show(parts[step - 1], (number) => stateAt(cursor, phases[number - 1].leaves, number), phases);
    prepare(step);
    const moved = step !== before.step || phase !== before.phase || cursor.line !== before.line;
    if (moved) come();
  });
  // A browser goes to a phase, not to its screen; in a page that is loaded anew it keeps the reader's place.
  if (location.hash.startsWith("#step-") && !isReloaded()) whenLoaded(come);
  matchMedia("(orientation: portrait)").addEventListener("change", come); // turning a phone moves the page elsewhere
  root.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-into]");
    if (!(button instanceof HTMLElement)) return;
    const [step, phase] = (button.dataset.into ?? "").split(".").map(Number);
    clock.stop();
    player.seek({ step, phase, line: 1 });
  });
}

/**
 * @param {HTMLElement} step
 * @returns {StepParts}
 */
function partsOf(step) {
  const phases = all(step, "[data-phase]").sort(
    (one, other) => Number(one.dataset.phase) - Number(other.dataset.phase),
  );
  const lines = [...step.querySelectorAll(".fan path")];
  const seats = all(step, ".seat").map((element, index) => ({
    element,
    line: lines[index],
    gets: all(element, "[data-phase], [data-with]").map(({ dataset }) => Number(dataset.phase ?? dataset.with)),
  }));
  const changes = one(step, ".changes");
  changes.tabIndex = 0; // it scrolls when much has changed
  return { phases, changes, seats };
}

/**
 * The state of a phase. What a call sends leaves during the line that sends it, though its phase is shown after the
 * call's.
 *
 * @param {import("../stepper/player.js").Cursor} cursor
 * @param {[number, number] | null} leaves
 * @param {number} number
 * @returns {import("../stepper/dom.js").State}
 */
function stateAt({ phase, line }, leaves, number) {
  if (phase === 0) return "past";
  if (line > 0 && leaves && leaves[0] === phase) return stateOf(leaves[1], line);
  return stateOf(number, phase);
}

/**
 * @param {StepParts} parts
 * @param {(number: number) => import("../stepper/dom.js").State} state
 * @param {import("./run.js").Phase[]} [told] the phases, when the cursor is in the step: a line of the fan lights up
 *   when what it brings leaves
 */
function show({ phases, seats }, state, told = []) {
  const shown = phases.map((_, index) => state(index + 1));
  phases.forEach((element, index) => {
    setData(element, "state", shown[index]);
    const name = element.querySelector("a.phase-name");
    if (name instanceof HTMLElement) markCurrent(name, shown[index] === "now");
  });
  for (const { element, line, gets } of seats) {
    const got = together(gets.map((number) => shown[number - 1]));
    setData(element, "state", got);
    const sent = gets.map((number) => shown[told.slice(0, number).findLastIndex(({ kind }) => kind === "responds")]);
    const lit = sent.includes("now") ? "now" : got;
    if (line.getAttribute("data-state") !== lit) line.setAttribute("data-state", lit);
  }
}

/**
 * The state of a seat, by those of all that it gets in the step.
 *
 * @param {import("../stepper/dom.js").State[]} states
 */
function together(states) {
  if (states.includes("now")) return "now";
  return states.includes("past") || states.length === 0 ? "past" : "ahead";
}

/**
 * Lets the keyboard reach the areas of a step that hold more than they show, to scroll them.
 *
 * @param {HTMLElement} step
 */
function reachByKeys(step) {
  for (const area of all(step, ".came, .did, .went > .phases, .went > .hall")) {
    if (area.scrollHeight > area.clientHeight || area.scrollWidth > area.clientWidth) area.tabIndex = 0;
    else area.removeAttribute("tabindex");
  }
}

function isReloaded() {
  const [how] = performance.getEntriesByType("navigation");
  return how instanceof PerformanceNavigationTiming && how.type === "reload";
}

/** @param {() => void} act */
function whenLoaded(act) {
  if (document.readyState === "complete") act();
  else addEventListener("load", act, { once: true });
}

/**
 * Lays out the neighbours of the current step unseen, so that a change of step takes little time.
 *
 * @param {HTMLElement[]} steps
 */
function neighbours(steps) {
  /** @type {HTMLElement[]} */
  let near = [];
  return (/** @type {number} */ step) => {
    const now = [steps[step - 2], steps[step - 1], steps[step]].filter(Boolean);
    for (const element of near) if (!now.includes(element)) element.removeAttribute("data-near");
    for (const element of now) element.dataset.near = "";
    near = now;
  };
}

/**
 * Whether the reader is at another part that follows the cursor and keeps its own place in sight, such as the table.
 *
 * @param {HTMLElement} page
 */
function readsElsewhere(page) {
  const middle = innerHeight / 2;
  return all(page, "[data-follows]").some((part) => {
    const { top, bottom } = part.getBoundingClientRect();
    return top < middle && bottom > middle;
  });
}

/**
 * @param {HTMLElement} page
 * @param {HTMLElement} screen
 */
function comeIntoSight(page, screen) {
  if (readsElsewhere(page)) return;
  const end = one(screen, ".step[data-state=now] > .changes").getBoundingClientRect().bottom;
  const bar = Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingBottom) || 0;
  if (screen.getBoundingClientRect().top < 0 || end > innerHeight - bar) screen.scrollIntoView();
}
