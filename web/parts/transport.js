import { all, one, setData, write } from "../stepper/dom.js";

/**
 * The controls: buttons, slider, speed, the cursor's place, and the one live region that says each move once.
 *
 * @param {HTMLElement} root
 * @param {import("../stepper/wire.js").Stepper} stepper
 */
export function transport(root, { player, clock, run, currentLine, onward }) {
  root.hidden = false;
  goOnAtEnd(root, player, onward);
  press(root, player, clock);
  const slider = /** @type {HTMLInputElement} */ (one(root, "[data-slider]"));
  slider.addEventListener("input", () => {
    clock.stop();
    if (!player.toStep(Number(slider.value))) slider.value = String(player.cursor.step);
  });
  const speed = /** @type {HTMLSelectElement} */ (one(root, "[data-speed]"));
  speed.addEventListener("change", () => clock.setSpeed(Number(speed.value)));
  clock.follow((playing) => {
    const play = one(root, "[data-do=play]");
    play.setAttribute("aria-label", playing ? "Pause" : "Play");
    root.toggleAttribute("data-playing", playing);
  });
  const [counter, now] = [one(root, "[data-counter]"), one(root, "[data-now]")];
  player.follow(({ step, phase, line }) => {
    const here = run[step - 1];
    if (slider.value !== String(step)) {
      slider.value = String(step);
      slider.setAttribute("aria-valuetext", `Step ${step} of ${run.length}`);
    }
    write(counter, counted(player));
    if (line === 0) write(now, held(player) + (phase === 0 ? here.sentence : here.phases[phase - 1].sentence));
    disableAtEnds(root, player);
  });
  currentLine.follow((read) => {
    if (read?.at === "line") write(now, held(player) + read.standing.line.sentence);
  });
  zoom(root, player);
}

/**
 * The words before the place when the page stops to ask.
 *
 * @param {import("../stepper/player.js").Player} player
 */
function held(player) {
  return player.held || player.opening ? "A question is asked here. " : "";
}

/**
 * The cursor's place. At a line, the number of lines replaces the numbers of steps and phases.
 *
 * @param {import("../stepper/player.js").Player} player
 */
function counted(player) {
  const { step, phase, line } = player.cursor;
  if (line > 0) {
    const total = player.linesOf(step, phase).toLocaleString("en");
    return `Step ${step}.${phase} · line ${line.toLocaleString("en")} of ${total}`;
  }
  return `Step ${step} of ${player.steps}${phase === 0 ? "" : ` · phase ${phase} of ${player.phasesOf(step)}`}`;
}

/**
 * On a phone one pair of buttons moves by phase or by line, as the reader chooses. Other such moves choose too.
 *
 * @param {HTMLElement} root
 * @param {import("../stepper/player.js").Player} player
 */
function zoom(root, player) {
  const choices = all(root, "button[data-zoom]");
  const choose = (/** @type {string} */ value) => {
    setData(root, "by", value);
    for (const choice of choices) choice.setAttribute("aria-pressed", String(choice.dataset.zoom === value));
  };
  for (const choice of choices) {
    choice.toggleAttribute("disabled", choice.dataset.zoom === "line" && !player.hasLines);
    choice.addEventListener("click", () => choose(choice.dataset.zoom ?? "phase"));
  }
  let by = player.zoom;
  choose(by === "line" ? "line" : "phase");
  player.follow(() => {
    if (by === player.zoom) return;
    by = player.zoom;
    if (by !== "step") choose(by);
  });
}

/**
 * @param {HTMLElement} root
 * @param {import("../stepper/player.js").Player} player
 * @param {import("../stepper/clock.js").Clock} clock
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
    "line-back": () => player.lineBack(),
    "line-forward": () => player.lineForward(),
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
 * At the end of the run the button to the next step leads to what follows it.
 *
 * @param {HTMLElement} root
 * @param {import("../stepper/player.js").Player} player
 * @param {import("../stepper/onward.js").Onward} onward
 */
function goOnAtEnd(root, player, onward) {
  const button = one(root, "[data-do=forward]");
  const words = one(root, "[data-onward-words]");
  let atEnd = false;
  button.addEventListener("click", () => {
    if (atEnd) onward.go();
  });
  player.follow(() => {
    const last = player.cursor.step === player.steps && player.cursor.phase === 0;
    if (last === atEnd) return;
    atEnd = last;
    button.setAttribute("aria-label", last ? onward.words : "Step forward");
    button.toggleAttribute("data-at-end", last);
    write(words, last ? onward.words : "");
  });
}

/**
 * Mark buttons that lead nowhere. They keep the focus, which a disabled button would drop.
 *
 * @param {HTMLElement} root
 * @param {import("../stepper/player.js").Player} player
 */
function disableAtEnds(root, player) {
  const { step, phase, line } = player.cursor;
  const atStart = step === 1 && phase === 0;
  const inLastPhase = step === player.steps && phase === player.phasesOf(step);
  const nowhere = {
    first: atStart,
    back: step === 1,
    "phase-back": atStart,
    "line-back": atStart || !player.hasLines,
    forward: false,
    last: step === player.steps && phase === 0,
    "phase-forward": inLastPhase,
    "line-forward": (inLastPhase && line === player.linesOf(step, phase)) || !player.hasLines,
  };
  for (const [name, ends] of Object.entries(nowhere)) {
    const button = one(root, `[data-do=${name}]`);
    if (button.getAttribute("aria-disabled") !== String(ends)) button.setAttribute("aria-disabled", String(ends));
  }
  const lines = player.linesOf(step, phase || player.phaseWithLines(step));
  write(one(root, "[data-line-word]"), lines > 0 ? "line" : "no lines");
}
