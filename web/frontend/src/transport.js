import { all, one } from "./dom.js";

/**
 * The controls: buttons, slider, speed, where we are, and the one live region that says each move once.
 *
 * @param {HTMLElement} root
 * @param {import("./player.js").Player} player
 * @param {import("./clock.js").Clock} clock
 * @param {import("./run.js").Step[]} run
 */
export function transport(root, player, clock, run) {
  root.hidden = false;
  press(root, player, clock);
  const slider = /** @type {HTMLInputElement} */ (one(root, "[data-slider]"));
  slider.addEventListener("input", () => {
    clock.stop();
    player.seek({ step: Number(slider.value) });
  });
  const speed = /** @type {HTMLSelectElement} */ (one(root, "[data-speed]"));
  speed.addEventListener("change", () => clock.setSpeed(Number(speed.value)));
  clock.follow((playing) => {
    const play = one(root, "[data-do=play]");
    play.setAttribute("aria-label", playing ? "Pause" : "Play");
    root.toggleAttribute("data-playing", playing);
  });
  player.follow(({ step, phase }) => {
    const here = run[step - 1];
    slider.value = String(step);
    slider.setAttribute("aria-valuetext", `Step ${step} of ${run.length}`);
    const counted = phase === 0 ? "" : ` · phase ${phase} of ${here.phases.length}`;
    one(root, "[data-counter]").textContent = `Step ${step} of ${run.length}${counted}`;
    one(root, "[data-now]").textContent = phase === 0 ? here.sentence : here.phases[phase - 1].sentence;
    disableAtEnds(root, player);
  });
}

/**
 * @param {HTMLElement} root
 * @param {import("./player.js").Player} player
 * @param {import("./clock.js").Clock} clock
 */
function press(root, player, clock) {
  /** @type {Record<string, () => void>} */
  const deeds = {
    first: () => player.first(),
    back: () => player.back(),
    forward: () => player.forward(),
    last: () => player.last(),
    "phase-back": () => player.phaseBack(),
    "phase-forward": () => player.phaseForward(),
  };
  for (const button of all(root, "button[data-do]")) {
    const deed = deeds[button.dataset.do ?? ""];
    if (!deed) continue;
    button.addEventListener("click", () => {
      clock.stop();
      deed();
    });
  }
  one(root, "[data-do=play]").addEventListener("click", () => clock.toggle());
}

/**
 * What leads nowhere says so, and keeps the focus: a disabled button would drop it.
 *
 * @param {HTMLElement} root
 * @param {import("./player.js").Player} player
 */
function disableAtEnds(root, player) {
  const { step, phase } = player.cursor;
  const atStart = step === 1 && phase === 0;
  const nowhere = {
    first: atStart,
    back: step === 1,
    "phase-back": atStart,
    forward: step === player.steps,
    last: step === player.steps && phase === 0,
    "phase-forward": step === player.steps && phase === player.phasesOf(step),
  };
  for (const [name, ends] of Object.entries(nowhere)) {
    one(root, `[data-do=${name}]`).setAttribute("aria-disabled", String(ends));
  }
}
