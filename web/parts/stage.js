import { afterFrame, all, beforeFrame, markCurrent, one, setData, stateOf, states } from "../stepper/dom.js";
import { intoLines, neighbours } from "./step.js";

/**
 * Shows the current step on the stage, each phase as past, now or ahead.
 *
 * @param {HTMLElement} root
 * @param {import("../stepper/wire.js").Stepper} stepper
 */
export function stage(root, stepper) {
  const { player } = stepper;
  intoLines(root, stepper);
  const steps = all(root, "[data-step][data-phases]");
  const phases = steps.map((step) => all(step, "[data-phase]"));
  const changes = steps.map((step) => one(step, ".changes"));
  reserve(one(root, ".steps"));
  const prepare = afterFrame(neighbours(steps));
  const heads = steps.map((step) => one(step, ".step-head"));
  const seen = beforeFrame((/** @type {HTMLElement} */ place) => place.scrollIntoView({ block: "nearest" }));
  const showSteps = states(1, steps.length, (number, state) => setData(steps[number - 1], "state", state));
  const showChanges = states(0, steps.length, (number, state) => {
    if (number > 0) setData(changes[number - 1], "state", state === "ahead" ? "ahead" : "past");
  });
  player.follow(({ step, phase }, before) => {
    const moved = step !== before.step || phase !== before.phase;
    const follows = moved && player.zoom !== "line" && isRead(root); // before the next, maybe shorter, step is there
    showChanges(player.done);
    showSteps(step);
    showPhases(phases[before.step - 1], before.step === step ? phase : 0);
    if (before.step !== step) showPhases(phases[step - 1], phase);
    prepare(step);
    if (follows) seen(phase > 0 ? phases[step - 1][phase - 1] : heads[step - 1]);
  });
}

/**
 * On a wide page keep the stage as high as its highest step, so that nothing below moves. The height is measured once
 * for a width; then the other steps leave the layout, where a hundred hidden ones would cost half of every frame.
 *
 * @param {HTMLElement} steps
 */
function reserve(steps) {
  const wide = matchMedia("(width >= 64rem)");
  const measure = () => {
    steps.style.removeProperty("--high");
    steps.removeAttribute("data-measured");
    const height = wide.matches ? steps.offsetHeight : 0;
    steps.dataset.measured = "";
    steps.style.setProperty("--high", `${height}px`);
  };
  let width = 0;
  new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width === width) return;
    width = contentRect.width;
    measure();
  }).observe(steps);
  document.fonts.ready.then(measure);
  document.fonts.addEventListener("loadingdone", measure); // one that is first wanted when another has come
}

/**
 * Whether the reader is at the stage; the page does not scroll under a reader elsewhere.
 *
 * @param {HTMLElement} root
 */
function isRead(root) {
  const { top, bottom } = root.getBoundingClientRect();
  const middle = innerHeight / 2;
  return top < middle && bottom > middle;
}

/**
 * @param {HTMLElement[]} phases
 * @param {number} current
 */
function showPhases(phases, current) {
  for (const element of phases) {
    const number = Number(element.dataset.phase);
    setData(element, "state", current === 0 ? "past" : stateOf(number, current));
    const name = element.querySelector("a.phase-name");
    if (name instanceof HTMLElement) markCurrent(name, number === current);
  }
}
