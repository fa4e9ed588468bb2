/** What the scene and the stage do with steps in the same way. */

import { all } from "../stepper/dom.js";

/**
 * Lays out the neighbours of the current step unseen, so that a change of step takes little time.
 *
 * @param {HTMLElement[]} steps
 */
export function neighbours(steps) {
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
 * The buttons that lead into the lines of a call.
 *
 * @param {HTMLElement} root
 * @param {import("../stepper/wire.js").Stepper} stepper
 */
export function intoLines(root, { player, clock }) {
  for (const button of all(root, "[data-into]")) {
    button.addEventListener("click", () => {
      const [step, phase] = (button.dataset.into ?? "").split(".").map(Number);
      clock.stop();
      player.seek({ step, phase, line: 1 });
    });
  }
}
