import { all, markCurrent, setData } from "../stepper/dom.js";

/**
 * Lights the boxes of the current phase, or of all phases when the cursor is at a step as a whole.
 *
 * @param {HTMLElement} root
 * @param {import("../stepper/wire.js").Stepper} stepper
 */
export function flow(root, { player, run }) {
  const boxes = all(root, "[data-kind]");
  player.follow(({ step, phase }, before) => {
    if (step === before.step && phase === before.phase && boxes[0]?.dataset.state) return;
    const phases = run[step - 1].phases;
    const now = new Set(phases.filter((_, index) => phase === 0 || index + 1 === phase).map(({ box }) => box));
    const earlier = run.slice(0, step - 1).flatMap((other) => other.phases);
    const past = new Set([...earlier, ...phases.slice(0, phase)].map(({ box }) => box));
    for (const box of boxes) {
      const kind = box.dataset.kind ?? "";
      setData(box, "state", now.has(kind) ? "now" : past.has(kind) ? "past" : "ahead");
      markCurrent(box, now.has(kind));
    }
  });
}
