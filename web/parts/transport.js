import { afterFrame, all, one, write } from "../stepper/dom.js";

/** @typedef {import("../stepper/player.js").Cursor} Cursor */

/**
 * The controls: buttons, slider, speed, the cursor's place, and the one live region that says each move once.
 *
 * @param {HTMLElement} root
 * @param {import("../stepper/wire.js").Stepper} stepper
 */
export function transport(root, { page, player, clock, run, currentLine, onward, signal }) {
  root.hidden = false;
  const showRest = more(root);
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
    if (playing) showRest(true); // what plays can be stopped at once
  });
  const chosen = zoom(root, player);
  goOnAtEnd(root, player, onward, chosen);
  press(root, player, clock, chosen);
  shrink(root, signal);
  const counter = one(root, "[data-counter]");
  const say = sentence(root, page);
  player.follow(({ step, phase, line }) => {
    const here = run[step - 1];
    if (slider.value !== String(step)) {
      slider.value = String(step);
      slider.setAttribute("aria-valuetext", `Step ${step} of ${run.length}`);
    }
    write(counter, counted(player));
    if (line === 0) say(held(player), phase === 0 ? here.sentence : here.phases[phase - 1].sentence, player.cursor);
    disableAtEnds(root, player, chosen());
  });
  currentLine.follow((read) => {
    if (read?.at === "line") say(held(player), read.standing.line.sentence);
  });
}

/**
 * What says the cursor's sentence. Of a phase it is a copy of the document's own, whose words can be pressed. A sentence
 * that does not fit is cut, and a button shows it whole.
 *
 * @param {HTMLElement} root
 * @param {HTMLElement} page
 */
function sentence(root, page) {
  const [now, button] = [one(root, "[data-now]"), one(root, "[data-all-of-it]")];
  const whole = (/** @type {boolean} */ on) => {
    one(root, ".telling").toggleAttribute("data-whole", on);
    button.setAttribute("aria-expanded", String(on));
    write(button, on ? "less" : "all of it");
  };
  button.addEventListener("click", () => whole(button.getAttribute("aria-expanded") !== "true"));
  const look = afterFrame(() => {
    if (button.getAttribute("aria-expanded") === "true") return;
    button.hidden = now.scrollHeight <= now.clientHeight + 2 || now.clientHeight < 8;
  });
  new ResizeObserver(look).observe(root);
  return (
    /** @type {string} */ before,
    /** @type {string} */ text,
    /** @type {Partial<Cursor>} */ { step, phase } = {},
  ) => {
    const told = phase ? page.querySelector(`[id="step-${step}.${phase}"] .sentence`) : null;
    if (told) now.replaceChildren(before, ...[...told.childNodes].map((node) => node.cloneNode(true)));
    else write(now, before + text);
    whole(false);
    look();
  };
}

/**
 * The words before the place when the page stops to ask.
 *
 * @param {import("../stepper/player.js").Player} player
 */
function held(player) {
  if (!player.held && !player.opening) return "";
  return player.wanted ? "A question comes first: answer it, or pass it. " : "A question is asked here. ";
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
 * The one choice of how far Back and Next go. Any move by another unit chooses that unit.
 *
 * @param {HTMLElement} root
 * @param {import("../stepper/player.js").Player} player
 * @returns {() => import("../stepper/player.js").Zoom} the choice
 */
function zoom(root, player) {
  const select = /** @type {HTMLSelectElement} */ (one(root, "[data-by]"));
  /** @type {HTMLOptionElement} */ (one(select, "[value=line]")).disabled = !player.hasLines;
  const chosen = () => /** @type {import("../stepper/player.js").Zoom} */ (select.value);
  const say = () => {
    one(root, "[data-do=back]").setAttribute("aria-label", `Back a ${chosen()}`);
    const next = one(root, "[data-do=forward]");
    if (!next.hasAttribute("data-at-end")) next.setAttribute("aria-label", `Next ${chosen()}`);
    write(one(root, "[data-by-word]"), chosen());
  };
  let by = player.zoom;
  select.value = by;
  select.addEventListener("change", () => {
    say();
    disableAtEnds(root, player, chosen());
  });
  player.follow(() => {
    if (by === player.zoom) return;
    by = player.zoom;
    if (select.value === by) return;
    select.value = by;
    say();
  });
  say();
  return chosen;
}

/**
 * What is seldom needed stands behind one press. Returns what shows or hides it.
 *
 * @param {HTMLElement} root
 */
function more(root) {
  const [button, rest] = [one(root, "[data-more]"), one(root, ".rest")];
  const open = (/** @type {boolean} */ on) => {
    rest.hidden = !on;
    button.setAttribute("aria-expanded", String(on));
  };
  button.addEventListener("click", () => open(rest.hidden !== false));
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || rest.hidden) return;
    open(false);
    button.focus();
  });
  return open;
}

/**
 * The bar is small while the reader is away from what it moves.
 *
 * @param {HTMLElement} root
 * @param {AbortSignal} signal
 */
function shrink(root, signal) {
  const moved = [...document.querySelectorAll(".stepper > *")].filter((part) => part !== root);
  if (moved.length === 0) return;
  const seen = new Set();
  const look = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) isIntersecting ? seen.add(target) : seen.delete(target);
    root.toggleAttribute("data-away", seen.size === 0);
  });
  for (const part of moved) look.observe(part);
  signal.addEventListener("abort", () => look.disconnect());
}

/**
 * @param {HTMLElement} root
 * @param {import("../stepper/player.js").Player} player
 * @param {import("../stepper/clock.js").Clock} clock
 * @param {() => import("../stepper/player.js").Zoom} chosen
 */
function press(root, player, clock, chosen) {
  const back = { step: () => player.back(), phase: () => player.phaseBack(), line: () => player.lineBack() };
  const forward = {
    step: () => player.forward(),
    phase: () => player.phaseForward(),
    line: () => player.lineForward(),
  };
  /** @type {Record<string, () => void>} */
  const deeds = {
    first: () => player.first(),
    back: () => back[chosen()](),
    forward: () => forward[chosen()](),
    last: () => player.last(),
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
 * @param {() => import("../stepper/player.js").Zoom} chosen
 */
function goOnAtEnd(root, player, onward, chosen) {
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
    button.setAttribute("aria-label", last ? onward.words : `Next ${chosen()}`);
    button.toggleAttribute("data-at-end", last);
    write(words, last ? onward.words : "Next");
  });
}

/**
 * Mark buttons that lead nowhere. They keep the focus, which a disabled button would drop.
 *
 * @param {HTMLElement} root
 * @param {import("../stepper/player.js").Player} player
 * @param {import("../stepper/player.js").Zoom} by
 */
function disableAtEnds(root, player, by) {
  const { step, phase } = player.cursor;
  const atStart = step === 1 && phase === 0;
  const back = { step: step === 1, phase: atStart, line: atStart };
  const nowhere = {
    first: atStart,
    back: back[by],
    forward: false,
    last: step === player.steps && phase === 0,
  };
  for (const [name, ends] of Object.entries(nowhere)) {
    const button = one(root, `[data-do=${name}]`);
    if (button.getAttribute("aria-disabled") !== String(ends)) button.setAttribute("aria-disabled", String(ends));
  }
}
