/**
 * Keeps the cursor in the address: `#step-3`, `#step-3.2` for a phase, `#step-3.2.14` for a line.
 *
 * A jump to another step (a row, a link of a question or a key moment) adds an entry to the history, so that Back returns
 * from it. Stepping, playing and the slider replace the current entry, so that Back leaves a long lesson at once. Browsers
 * limit replacements (Safari to a hundred in half a minute), so quick replacements are written once the cursor rests.
 */
const REST_MS = 400;

/**
 * @param {string} hash
 * @returns {import("./player.js").Cursor | null}
 */
export function parse(hash) {
  const match = /^#step-(\d{1,6})(?:\.(\d{1,6})(?:\.(\d{1,6}))?)?$/.exec(hash);
  return match && { step: Number(match[1]), phase: Number(match[2] ?? 0), line: Number(match[3] ?? 0) };
}

/** @param {import("./player.js").Cursor} cursor */
export function format({ step, phase, line }) {
  return `#step-${[step, phase, line].slice(0, line > 0 ? 3 : phase > 0 ? 2 : 1).join(".")}`;
}

/**
 * @param {import("./player.js").Player} player
 * @param {import("./clock.js").Clock} clock
 * @param {AbortSignal} signal
 * @param {boolean} leads whether the address says where the cursor begins; else the cursor says it to the address
 */
export function url(player, clock, signal, leads) {
  const replace = resting((place) => history.replaceState(null, "", place));
  const seek = (/** @type {import("./player.js").Place} */ place) => {
    const passed = player.seek(place);
    const shown = format(player.cursor);
    if (location.hash === "" || location.hash === shown) return;
    replace.soon(shown);
    // The browser has found nothing at the address. A learner whom the gate holds comes to the question.
    if (passed) requestAnimationFrame(() => screenOf(document.getElementById(shown.slice(1)))?.scrollIntoView());
  };
  const start = parse(location.hash);
  if (start && leads) seek(start);
  else if (start && format(start) !== format(player.cursor)) replace.soon(format(player.cursor));
  let following = false;
  player.follow((cursor, before) => {
    if (following || cursor === before) return;
    if (cursor.step === before.step || !player.jumping) return replace.soon(format(cursor));
    replace.now();
    history.pushState(null, "", format(cursor));
  });
  signal.addEventListener("abort", replace.now);
  addEventListener("pagehide", replace.now, { signal });
  const onPopstate = () => {
    replace.drop();
    const place = location.hash === "" ? { step: 1 } : parse(location.hash);
    if (!place) return; // an address of another part of the page does not move the cursor
    following = true;
    seek(place);
    following = false;
  };
  addEventListener("popstate", onPopstate, { signal });
  const onClick = (/** @type {MouseEvent} */ event) => {
    const link = /** @type {Element} */ (event.target).closest('a[href^="#step-"]');
    const place = link && parse(link.getAttribute("href") ?? "");
    if (!place || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    clock.stop();
    player.jump(place);
  };
  document.addEventListener("click", onClick, { signal });
}

/**
 * What comes into sight for an element: all of its screen, where it is on one.
 *
 * @param {Element | null} element
 */
function screenOf(element) {
  return element?.closest("[data-screen]") ?? element;
}

/**
 * Calls `write` at once with a text that comes after a rest; of texts in quick succession, with the last one.
 *
 * @param {(text: string) => void} write
 */
function resting(write) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {string | null} */
  let waiting = null;
  const now = () => {
    if (waiting !== null) write(waiting);
    waiting = null;
  };
  const rest = () => {
    timer = setTimeout(() => {
      timer = undefined;
      if (waiting === null) return;
      now();
      rest();
    }, REST_MS);
  };
  return {
    now,
    drop: () => {
      waiting = null;
    },
    /** @param {string} text */
    soon: (text) => {
      waiting = text;
      if (timer !== undefined) return;
      now();
      rest();
    },
  };
}
