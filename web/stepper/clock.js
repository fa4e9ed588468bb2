/** How long a phase stays at speed 1: time to read its sentence. */
const PHASE_MS = 2200;

/** How long a line of code stays at speed 1. */
const LINE_MS = 1100;

/**
 * Plays the run: moves the player from phase to phase, or from line to line when the cursor is at a line. The clock
 * stops at the end, at the gate, and on command.
 */
export class Clock {
  #player;
  #speed = 1;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Set<(playing: boolean) => void>} */
  #listeners = new Set();

  /** @param {import("./player.js").Player} player */
  constructor(player) {
    this.#player = player;
  }

  get playing() {
    return this.#timer !== undefined;
  }

  toggle() {
    if (this.playing) this.stop();
    else this.start();
  }

  start() {
    if (this.playing) return;
    if ((this.#player.held || this.#player.opening) && !this.#player.atEnd) return this.#player.forward();
    if (this.#player.atEnd) this.#player.first();
    this.#wait();
    this.#tell();
  }

  stop() {
    if (!this.playing) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#tell();
  }

  /** @param {number} speed 2 is twice as fast */
  setSpeed(speed) {
    this.#speed = speed;
    if (!this.playing) return;
    clearTimeout(this.#timer);
    this.#wait();
  }

  /**
   * @param {(playing: boolean) => void} listener
   * @returns {() => void} stops it
   */
  follow(listener) {
    this.#listeners.add(listener);
    listener(this.playing);
    return () => this.#listeners.delete(listener);
  }

  #wait() {
    const pace = this.#player.cursor.line > 0 ? LINE_MS : PHASE_MS;
    this.#timer = setTimeout(() => this.#tick(), pace / this.#speed);
  }

  #tick() {
    if (this.#player.cursor.line > 0) this.#player.lineForward();
    else this.#player.phaseForward();
    if (!this.playing) return; // who follows the cursor has stopped it
    if (this.#player.atEnd || this.#player.wanted) this.stop();
    else this.#wait();
  }

  #tell() {
    for (const listener of this.#listeners) listener(this.playing);
  }
}
