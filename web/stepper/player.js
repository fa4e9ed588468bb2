/**
 * The cursor (step, phase and line) that every part of the page follows, and the gate: the last step that the learner
 * may see. The cursor never passes the gate's step.
 *
 * @typedef {{ step: number, phase: number, line: number }} Cursor all count from 1; phase 0 is the step as a whole,
 *   line 0 the phase as a whole
 * @typedef {{ step: number, phase?: number, line?: number }} Place
 * @typedef {"step" | "phase" | "line"} Zoom
 * @typedef {(cursor: Cursor, before: Cursor) => void} Listener
 */
export class Player {
  #lines;
  #byPhase;
  /** @type {Cursor} */
  #cursor = { step: 1, phase: 0, line: 0 };
  /** @type {Zoom} */
  #zoom = "step";
  #gate = Number.POSITIVE_INFINITY;
  #ajar = Number.POSITIVE_INFINITY;
  /** @type {{ place: Place, zoom: Zoom } | null} */
  #wanted = null;
  #jumping = false;
  /** @type {Set<Listener>} */
  #listeners = new Set();

  /**
   * @param {readonly (readonly number[])[]} lines for each step how many lines each of its phases has; one step at least
   * @param {Zoom} [goesBy] `phase`: a move to a step comes to its first phase
   */
  constructor(lines, goesBy = "step") {
    if (lines.length === 0) throw new RangeError("a run has at least one step");
    this.#lines = lines;
    this.#byPhase = goesBy === "phase";
  }

  get cursor() {
    return this.#cursor;
  }

  /** The unit of the last move; moving by lines it stays `line` in a phase without lines. */
  get zoom() {
    return this.#zoom;
  }

  get steps() {
    return this.#lines.length;
  }

  /** Whether any phase has lines. */
  get hasLines() {
    return this.#lines.some((phases) => phases.some((lines) => lines > 0));
  }

  /** @param {number} step */
  phasesOf(step) {
    return this.#lines[step - 1]?.length ?? 0;
  }

  /**
   * @param {number} step
   * @param {number} phase
   */
  linesOf(step, phase) {
    return this.#lines[step - 1]?.[phase - 1] ?? 0;
  }

  /**
   * The first phase of a step that has lines; 0 when none has.
   *
   * @param {number} step
   */
  phaseWithLines(step) {
    return 1 + this.#lines[step - 1].findIndex((lines) => lines > 0);
  }

  /** The last phase of this step that is over: at a line of a phase, the phase before. */
  get reached() {
    const { step, phase, line } = this.#cursor;
    return line > 0 && line < this.linesOf(step, phase) ? phase - 1 : phase;
  }

  /** The last step that is over: during a step's phases, the step before. */
  get done() {
    const { step, phase } = this.#cursor;
    return phase === 0 || this.reached === this.phasesOf(step) ? step : step - 1;
  }

  get atEnd() {
    return this.done === this.steps;
  }

  /** The last step that the learner may see; the run's last when nothing is covered. */
  get gate() {
    return Math.min(this.#gate, this.#ajar - 1, this.steps);
  }

  /** The step of which only the first phase may be seen, the one after the gate; null when there is none. */
  get ajar() {
    return this.#ajar <= Math.min(this.#gate, this.steps) ? this.#ajar : null;
  }

  /** Whether the cursor is at the beginning of a step whose outcome is covered. */
  get opening() {
    const { step, phase, line } = this.#cursor;
    return step === this.ajar && phase === 1 && line === 0;
  }

  /** Whether the gate holds the cursor: the last step that the learner may see is over. */
  get held() {
    return this.done === this.#gate;
  }

  /** The last place behind the gate that someone sought; null once the cursor has moved. */
  get wanted() {
    return this.#wanted;
  }

  /** Whether the move that listeners are told of is a jump. */
  get jumping() {
    return this.#jumping;
  }

  /**
   * Let the learner see the run to the end of this step; a cursor beyond that end comes back to it.
   *
   * @param {number} step
   */
  setGate(step) {
    if (step === this.#gate) return;
    this.#gate = step;
    if (this.#cursor.step > step) this.seek({ step });
    else this.#tell(this.#cursor);
  }

  /**
   * Let the learner see only the beginning of this step, and nothing after it; Infinity takes it back.
   *
   * @param {number} step
   */
  setAjar(step) {
    this.#ajar = step;
    if (this.#cursor.step >= step && this.ajar) this.seek({ step });
    else this.#tell(this.#cursor);
  }

  /**
   * Go to a step, a phase or a line. A place outside the run becomes the nearest place inside; a place behind the gate
   * becomes the gate.
   *
   * @param {Place} place
   * @param {Zoom} [zoom] the unit of the move; by default the place's own
   * @returns {boolean} whether the gate let it pass
   */
  seek(place, zoom = zoomOf(place)) {
    const passes = clamp(place.step, 1, this.steps) <= this.gate;
    this.#wanted = passes ? null : { place, zoom };
    if (passes) this.#go(place, zoom);
    else if (this.held || this.opening) this.#tell(this.#cursor);
    else if (this.ajar) this.#go({ step: this.ajar, phase: 1 }, zoom);
    else this.#go({ step: this.#gate }, "step");
    return passes;
  }

  /**
   * Seek a place that a link of the page names. It need not be a neighbour, and the learner may want to come back.
   *
   * @param {Place} place
   */
  jump(place) {
    this.#jumping = true;
    try {
      return this.seek(place);
    } finally {
      this.#jumping = false;
    }
  }

  /** Go through a gate that has opened: to the place sought behind it, else to the next step. */
  goOn() {
    const next = this.#zoom === "step" ? { step: this.#cursor.step + 1 } : this.#nextPhase();
    const { place, zoom } = this.#wanted ?? { place: next, zoom: this.#zoom };
    this.seek(place, zoom);
  }

  /**
   * @param {Place} place
   * @param {Zoom} zoom
   */
  #go({ step, phase = 0, line = 0 }, zoom) {
    const before = this.#cursor;
    const inStep = clamp(step, 1, this.steps);
    const inPhase = inStep === step ? clamp(phase, 0, this.phasesOf(inStep)) : 0;
    const inLine = inPhase === phase ? clamp(line, 0, this.linesOf(inStep, inPhase)) : 0;
    const moves = inStep !== before.step || inPhase !== before.phase || inLine !== before.line;
    if (!moves && (zoom === this.#zoom || zoom === "line")) return; // moving by lines stops at either end
    this.#zoom = zoom;
    this.#cursor = { step: inStep, phase: inPhase, line: inLine };
    this.#tell(before);
  }

  /** @param {Cursor} before */
  #tell(before) {
    for (const listener of this.#listeners) listener(this.#cursor, before);
  }

  first() {
    this.toStep(1);
  }

  back() {
    this.toStep(this.#cursor.step - 1);
  }

  forward() {
    this.toStep(this.#cursor.step + 1);
  }

  last() {
    this.toStep(this.steps);
  }

  /**
   * Go to a step: to its first phase where the page goes by phases, else to the step as a whole.
   *
   * @param {number} step
   */
  toStep(step) {
    const inRun = clamp(step, 1, this.steps);
    if (!this.#byPhase || this.phasesOf(inRun) === 0) return this.seek({ step });
    return this.seek({ step: inRun, phase: inRun === step ? 1 : this.#cursor.phase || 1 }, "phase");
  }

  phaseForward() {
    this.seek(this.#nextPhase(), "phase");
  }

  phaseBack() {
    this.seek(this.#phaseBefore(), "phase");
  }

  /** Go to the next line: from a step as a whole to its first line, from a call's last line to the next phase. */
  lineForward() {
    const { step, phase, line } = this.#cursor;
    const within = phase || this.phaseWithLines(step);
    const more = line < this.linesOf(step, within);
    this.seek(more ? { step, phase: within, line: line + 1 } : this.#nextPhase(), "line");
  }

  /** Go to the line before: from a call's first line to the call as a whole, from there to the phase before. */
  lineBack() {
    const { step, phase, line } = this.#cursor;
    if (line > 0) return void this.seek({ step, phase, line: line - 1 }, "line");
    const before = this.#phaseBefore();
    const moved = before.step !== step || before.phase !== phase;
    this.seek({ ...before, line: moved ? this.linesOf(before.step, before.phase) : 0 }, "line");
  }

  /**
   * Call the listener at once with the cursor, and on every move. The player also calls it without a move when the gate
   * refuses a place or changes.
   *
   * @param {Listener} listener
   * @returns {() => void} stops it
   */
  follow(listener) {
    this.#listeners.add(listener);
    listener(this.#cursor, this.#cursor);
    return () => this.#listeners.delete(listener);
  }

  /** The next phase, which may be the next step's first; at the end, the cursor itself. */
  #nextPhase() {
    const { step, phase } = this.#cursor;
    if (phase < this.phasesOf(step)) return { step, phase: phase + 1 };
    return step < this.steps ? { step: step + 1, phase: Math.min(1, this.phasesOf(step + 1)) } : this.#cursor;
  }

  /** The phase before, which may be the last of the step before; before the very first, its step as a whole. */
  #phaseBefore() {
    const { step, phase } = this.#cursor;
    if (phase > 1) return { step, phase: phase - 1 };
    return step > 1 ? { step: step - 1, phase: this.phasesOf(step - 1) } : { step, phase: 0 };
  }
}

/**
 * @param {Place} place
 * @returns {Zoom}
 */
function zoomOf({ phase = 0, line = 0 }) {
  if (line > 0) return "line";
  return phase > 0 ? "phase" : "step";
}

/**
 * @param {number} value
 * @param {number} least
 * @param {number} most
 */
function clamp(value, least, most) {
  return Number.isFinite(value) ? Math.min(Math.max(Math.trunc(value), least), most) : least;
}
