/**
 * The one cursor that everything on the page follows: which step, and which phase of it.
 *
 * @typedef {{ step: number, phase: number }} Cursor steps count from 1; phase 0 is the step as a whole
 * @typedef {(cursor: Cursor, before: Cursor) => void} Listener
 */
export class Player {
  #phases;
  /** @type {Cursor} */
  #cursor = { step: 1, phase: 0 };
  /** @type {Set<Listener>} */
  #listeners = new Set();

  /** @param {readonly number[]} phases how many phases each step has; at least one step */
  constructor(phases) {
    if (phases.length === 0) throw new RangeError("a run has at least one step");
    this.#phases = phases;
  }

  get cursor() {
    return this.#cursor;
  }

  get steps() {
    return this.#phases.length;
  }

  /** @param {number} step */
  phasesOf(step) {
    return this.#phases[step - 1] ?? 0;
  }

  /** The step whose end has been reached: during a step's phases it is the one before. */
  get done() {
    const { step, phase } = this.#cursor;
    return phase === 0 || phase === this.phasesOf(step) ? step : step - 1;
  }

  get atEnd() {
    return this.done === this.steps;
  }

  /**
   * Go to a step, or to a phase of it; what lies outside the run goes to the nearest place inside.
   *
   * @param {{ step: number, phase?: number }} place
   */
  seek({ step, phase = 0 }) {
    const before = this.#cursor;
    const inside = clamp(step, 1, this.steps);
    const cursor = { step: inside, phase: inside === step ? clamp(phase, 0, this.phasesOf(inside)) : 0 };
    if (cursor.step === before.step && cursor.phase === before.phase) return;
    this.#cursor = cursor;
    for (const listener of this.#listeners) listener(cursor, before);
  }

  first() {
    this.seek({ step: 1 });
  }

  back() {
    this.seek({ step: this.#cursor.step - 1 });
  }

  forward() {
    this.seek({ step: this.#cursor.step + 1 });
  }

  last() {
    this.seek({ step: this.steps });
  }

  /** To the next phase; after a step's last one, to the next step's first. */
  phaseForward() {
    const { step, phase } = this.#cursor;
    if (phase < this.phasesOf(step)) this.seek({ step, phase: phase + 1 });
    else if (step < this.steps) this.seek({ step: step + 1, phase: Math.min(1, this.phasesOf(step + 1)) });
  }

  /** To the phase before; from a step's first one, to the last of the step before. */
  phaseBack() {
    const { step, phase } = this.#cursor;
    if (phase > 1) this.seek({ step, phase: phase - 1 });
    else if (step > 1) this.seek({ step: step - 1, phase: this.phasesOf(step - 1) });
    else this.seek({ step, phase: 0 });
  }

  /**
   * Be told of every move, and at once of where the cursor is.
   *
   * @param {Listener} listener
   * @returns {() => void} stops it
   */
  follow(listener) {
    this.#listeners.add(listener);
    listener(this.#cursor, this.#cursor);
    return () => this.#listeners.delete(listener);
  }
}

/**
 * @param {number} value
 * @param {number} least
 * @param {number} most
 */
function clamp(value, least, most) {
  return Number.isFinite(value) ? Math.min(Math.max(Math.trunc(value), least), most) : least;
}
