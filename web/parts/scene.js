import { afterFrame, all, beforeFrame, markCurrent, one, setData, stateOf, states } from "../stepper/dom.js";
import { intoLines, neighbours } from "./step.js";

/** @typedef {{ phases: HTMLElement[], changes: HTMLElement, seats: Seat[] }} StepParts */
/** @typedef {{ element: HTMLElement, line: Element, gets: number[] }} Seat a client's seat, its line of the fan, and the phases in which it gets something */

/**
 * Shows the current step, each phase as past, now or ahead, and who has received what so far. Any move of the cursor
 * brings the screen into sight, unless the reader is at another part that follows the cursor.
 *
 * @param {HTMLElement} root
 * @param {import("../stepper/wire.js").Stepper} stepper
 */
export function scene(root, stepper) {
  const { page, player, run, signal, again } = stepper;
  const steps = all(root, "[data-step][data-phases]");
  const parts = steps.map(partsOf);
  const screen = one(page, "[data-screen]");
  const lay = neighbours(steps);
  const prepare = afterFrame((/** @type {number} */ step) => {
    lay(step);
    for (const area of areasOf(steps[step - 1])) {
      reachByKeys(area);
      showMore(area);
    }
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
  if (location.hash.startsWith("#step-") && !isReloaded() && !again) whenLoaded(come);
  matchMedia("(orientation: portrait)").addEventListener("change", come, { signal }); // a turned phone moves the page
  root.addEventListener("scroll", ({ target }) => showMore(/** @type {HTMLElement} */ (target)), true);
  intoLines(root, stepper);
  if (!again && !("otherRun" in page.dataset)) fitBelowHead(screen, player);
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
 *   when what it brings leaves, and who receives nothing is known when the last thing has left
 */
function show({ phases, seats }, state, told = []) {
  const shown = phases.map((_, index) => state(index + 1));
  phases.forEach((element, index) => {
    setData(element, "state", shown[index]);
    const name = element.querySelector("a.phase-name");
    if (name instanceof HTMLElement) markCurrent(name, shown[index] === "now");
  });
  const lastSent = told.findLastIndex(({ kind }) => kind === "responds");
  const spared = lastSent >= 0 && shown[lastSent] === "ahead" ? "ahead" : "past";
  for (const { element, line, gets } of seats) {
    const got = together(gets.map((number) => shown[number - 1]));
    setData(element, "state", gets.length > 0 ? got : spared);
    const sent = gets.map((number) => shown[told.slice(0, number).findLastIndex(({ kind }) => kind === "responds")]);
    const lit = sent.includes("now") ? "now" : gets.length > 0 ? got : spared;
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
 * The areas of a step that scroll when they hold more than they show.
 *
 * @param {HTMLElement} step
 */
function areasOf(step) {
  return all(step, ".came, .did, .went > .phases, .went > .hall, .changes");
}

/**
 * Lets the keyboard reach an area that holds more than it shows, to scroll it.
 *
 * @param {HTMLElement} area
 */
function reachByKeys(area) {
  if (area.matches(".changes")) return; // it can always be reached
  if (area.scrollHeight > area.clientHeight || area.scrollWidth > area.clientWidth) area.tabIndex = 0;
  else area.removeAttribute("tabindex");
}

/**
 * An area has a sign where more of it is below.
 *
 * @param {HTMLElement} area
 */
function showMore(area) {
  area.toggleAttribute("data-more", area.scrollHeight - area.clientHeight - area.scrollTop > 4);
}

/**
 * Until the first move the screen is only as high as the window has room below the lesson's head.
 *
 * @param {HTMLElement} screen
 * @param {import("../stepper/player.js").Player} player
 */
function fitBelowHead(screen, player) {
  if (location.hash !== "") return;
  const fit = () => screen.style.setProperty("--above", `${screen.getBoundingClientRect().top + scrollY}px`);
  let fits = true;
  fit();
  document.fonts.ready.then(() => fits && fit());
  player.follow((cursor, before) => {
    if (cursor === before || !fits) return;
    fits = false;
    screen.style.removeProperty("--above");
  });
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
