import { one } from "./dom.js";

const OFF = "stepwire.keys";

/**
 * Keys for the whole page. They do nothing while a field has the focus or the learner has switched them off.
 *
 * @param {HTMLDialogElement} dialog
 * @param {import("./player.js").Player} player
 * @param {import("./clock.js").Clock} clock
 * @param {AbortSignal} signal
 */
export function keys(dialog, player, clock, signal) {
  const on = /** @type {HTMLInputElement} */ (one(dialog, "[data-keys-switch]"));
  on.checked = recall() !== "off";
  on.addEventListener("change", () => remember(on.checked ? "on" : "off"), { signal });
  for (const button of document.querySelectorAll("[data-do=keys]")) {
    button.addEventListener("click", () => dialog.showModal(), { signal });
  }
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    const deed = on.checked && !isTaken(event) && deedFor(event, dialog, player, clock);
    if (!deed) return;
    event.preventDefault();
    deed();
  };
  document.addEventListener("keydown", onKey, { signal });
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLDialogElement} dialog
 * @param {import("./player.js").Player} player
 * @param {import("./clock.js").Clock} clock
 * @returns {(() => void) | undefined}
 */
function deedFor(event, dialog, player, clock) {
  /** @type {Record<string, () => void>} */
  const moves = {
    ArrowLeft: () => (event.shiftKey ? player.phaseBack() : player.back()),
    ArrowRight: () => (event.shiftKey ? player.phaseForward() : player.forward()),
    ",": () => player.lineBack(),
    ".": () => player.lineForward(),
    Home: () => player.first(),
    End: () => player.last(),
  };
  const move = moves[event.key];
  if (move) {
    return () => {
      clock.stop();
      move();
    };
  }
  if (event.key === " " && !isPressable(event.target)) return () => clock.toggle();
  if (event.key === "?") return () => dialog.showModal();
  return undefined;
}

/**
 * Whether the key belongs to something else: the browser, a field, an open dialog, or a box that scrolls sideways.
 *
 * @param {KeyboardEvent} event
 */
function isTaken(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return true;
  if (target.matches("[type=range]")) return !",.?".includes(event.key); // the other keys move the slider's knob
  if (target.closest("input, select, textarea, dialog, [contenteditable]")) return true;
  return target.tabIndex === 0 && target.scrollWidth > target.clientWidth && target.matches("pre, .scroller");
}

/** @param {EventTarget | null} target */
function isPressable(target) {
  return target instanceof Element && target.closest("button, summary, a[href]") !== null;
}

function recall() {
  try {
    return localStorage.getItem(OFF);
  } catch {
    return null; // no storage here
  }
}

/** @param {string} state */
function remember(state) {
  try {
    localStorage.setItem(OFF, state);
  } catch {
    // no storage here: the choice lasts until the reader leaves the page
  }
}
