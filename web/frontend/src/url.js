/**
 * The address holds the cursor: `#step-3`, and `#step-3.2` for its second phase.
 *
 * A new step is a new entry of the history, so that Back goes a step back; a phase, a drag of the slider and
 * playing replace the entry they are in.
 */

/**
 * @param {string} hash
 * @returns {import("./player.js").Cursor | null}
 */
export function parse(hash) {
  const match = /^#step-(\d{1,6})(?:\.(\d{1,6}))?$/.exec(hash);
  return match && { step: Number(match[1]), phase: Number(match[2] ?? 0) };
}

/** @param {import("./player.js").Cursor} cursor */
export function format({ step, phase }) {
  return phase === 0 ? `#step-${step}` : `#step-${step}.${phase}`;
}

/**
 * @param {import("./player.js").Player} player
 * @param {import("./clock.js").Clock} clock
 */
export function url(player, clock) {
  const start = parse(location.hash);
  if (start) player.seek(start);
  let following = false;
  player.follow((cursor, before) => {
    if (following || cursor === before) return;
    const replaces = cursor.step === before.step || clock.playing;
    history[replaces ? "replaceState" : "pushState"](null, "", format(cursor));
  });
  addEventListener("popstate", () => {
    const place = location.hash === "" ? { step: 1 } : parse(location.hash);
    if (!place) return; // an address of another part of the page leaves the cursor where it is
    following = true;
    player.seek(place);
    following = false;
  });
  document.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest('a[href^="#step-"]');
    const place = link && parse(link.getAttribute("href") ?? "");
    if (!place || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    clock.stop();
    player.seek(place);
  });
}
