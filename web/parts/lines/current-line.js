import { stateAt } from "./line-state.js";

/**
 * Works out the state at the cursor's line once a frame, for all parts that show it: a held key moves more often.
 *
 * @typedef {import("./line-state.js").LineState} LineState
 * @typedef {{ at: "line", standing: LineState, lines: import("../run.js").Lines, line: number }
 *   | { at: "loading" | "failed", lines: import("../run.js").Lines, line: number }
 *   | { at: "between" } | null} Read `between`: moving by lines, at a phase without lines; null at the other zooms
 */
export class CurrentLine {
  #player;
  #run;
  #windows;
  #frame;
  #waits = false;
  /** @type {Set<(read: Read) => void>} */
  #listeners = new Set();

  /**
   * @param {import("../../stepper/player.js").Player} player
   * @param {import("../run.js").Step[]} run
   * @param {import("./line-windows.js").LineWindows} windows
   * @param {(draw: () => void) => void} [frame] calls `draw` before the next frame
   */
  constructor(player, run, windows, frame = (draw) => requestAnimationFrame(draw)) {
    this.#player = player;
    this.#run = run;
    this.#windows = windows;
    this.#frame = frame;
    player.follow(() => this.#soon());
    windows.follow(() => this.#soon());
  }

  /** @param {(read: Read) => void} listener */
  follow(listener) {
    this.#listeners.add(listener);
  }

  retry() {
    const { step, phase, line } = this.#player.cursor;
    const lines = this.#linesOf(step, phase);
    if (lines) this.#windows.retry(lines, line);
  }

  #soon() {
    if (this.#waits) return;
    this.#waits = true;
    this.#frame(() => {
      this.#waits = false;
      const read = this.#read();
      for (const listener of this.#listeners) listener(read);
    });
  }

  /** @returns {Read} */
  #read() {
    const { step, phase, line } = this.#player.cursor;
    const lines = this.#linesOf(step, phase);
    if (!lines || line === 0) {
      this.#prefetch(step, phase);
      return this.#player.zoom === "line" ? { at: "between" } : null;
    }
    const window = this.#windows.at(lines, line);
    if (typeof window === "string") return { at: window, lines, line };
    return { at: "line", standing: stateAt(window, line - 1), lines, line };
  }

  /**
   * Fetch the lines that the next move may need: a call's first lines, or the last lines of the call before.
   *
   * @param {number} step
   * @param {number} phase
   */
  #prefetch(step, phase) {
    if (phase === 0) return;
    const here = this.#linesOf(step, phase);
    if (here) this.#windows.at(here, 1);
    const before = this.#player.zoom === "line" ? this.#linesOf(step, phase - 1) : null;
    if (before) this.#windows.at(before, before.total);
  }

  /**
   * @param {number} step
   * @param {number} phase
   */
  #linesOf(step, phase) {
    return this.#run[step - 1]?.phases[phase - 1]?.lines ?? null;
  }
}
