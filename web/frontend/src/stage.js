import { all, markCurrent, one, stateOf } from "./dom.js";

/**
 * The stage shows the current step; its phases have happened, happen, or lie ahead.
 *
 * @param {HTMLElement} root
 * @param {import("./player.js").Player} player
 */
export function stage(root, player) {
  const steps = all(root, "[data-step][data-phases]");
  player.follow(({ step, phase }, before) => {
    steps.forEach((element, index) => {
      element.dataset.state = stateOf(index + 1, step);
      showPhases(element, index + 1 === step ? phase : 0);
      one(element, ".changes").dataset.state = index + 1 <= player.done ? "past" : "ahead";
    });
    const moved = step !== before.step || phase !== before.phase;
    if (moved && phase > 0) keepInSight(root, all(steps[step - 1], "[data-phase]")[phase - 1]);
  });
}

/**
 * Keep the phase in sight of a reader who is at the stage; one who reads elsewhere is left alone.
 *
 * @param {HTMLElement} root
 * @param {HTMLElement} phase
 */
function keepInSight(root, phase) {
  const { top, bottom } = root.getBoundingClientRect();
  const middle = innerHeight / 2;
  if (top < middle && bottom > middle) phase.scrollIntoView({ block: "nearest" });
}

/**
 * @param {HTMLElement} step
 * @param {number} current
 */
function showPhases(step, current) {
  for (const element of all(step, "[data-phase]")) {
    const number = Number(element.dataset.phase);
    element.dataset.state = current === 0 ? "past" : stateOf(number, current);
    const name = element.querySelector("a");
    if (name) markCurrent(name, number === current);
  }
}
