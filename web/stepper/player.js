/**
 * The one cursor that everything on the page follows: which step, which phase of it, and which line of that; and the
 * gate, the step that may be seen to its end and no further. The cursor never goes past it.
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
  /** @type {{ place: Place, zoom: Zoom } | null} */
  #wanted = null;
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

  /** By what the cursor was moved last; going by lines it stays `line` where a phase has none. */
  get zoom() {
    return this.#zoom;
  }

  get steps() {
    return this.#lines.length;
  }

  /** Whether there is a line anywhere. */
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
   * The first phase of a step that has lines; 0, where none has.
   *
   * @param {number} step
   */
  phaseWithLines(step) {
    return 1 + this.#lines[step - 1].findIndex((lines) => lines > 0);
  }

  /** The phase of this step whose end has been reached: while its lines pass it is the one before. */
  get reached() {
    const { step, phase, line } = this.#cursor;
    return line > 0 && line < this.linesOf(step, phase) ? phase - 1 : phase;
  }

  /** The step whose end has been reached: during a step's phases it is the one before. */
  get done() {
    const { step, phase } = this.#cursor;
    return phase === 0 || this.reached === this.phasesOf(step) ? step : step - 1;
  }

  get atEnd() {
    return this.done === this.steps;
  }

  /** The furthest step that may be seen; the last one, when nothing is covered. */
  get gate() {
    return Math.min(this.#gate, this.steps);
  }

  /** Whether the cursor stands before the gate: the last step that may be seen is over. */
  get held() {
    return this.done === this.#gate;
  }

  /** The place that lies behind the gate and was sought last; nothing, once the cursor has moved. */
  get wanted() {
    return this.#wanted;
  }

  /**
   * Let the run be seen to the end of this step; a cursor that is further on comes back to it.
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
   * Go to a step, to a phase of it, or to a line of that; what lies outside the run goes to the nearest place inside,
   * and what lies behind the gate to the gate.
   *
   * @param {Place} place
   * @param {Zoom} [zoom] by what it is gone; that of the place, if nothing is said
   * @returns {boolean} whether the gate let it pass
   */
  seek(place, zoom = zoomOf(place)) {
    const passes = clamp(place.step, 1, this.steps) <= this.#gate;
    this.#wanted = passes ? null : { place, zoom };
    if (passes) this.#go(place, zoom);
    else if (this.held) this.#tell(this.#cursor);
    else this.#go({ step: this.#gate }, "step");
    return passes;
  }

  /** From before a gate that is open now to the place that was sought behind it, or to what comes next. */
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
    if (!moves && (zoom === this.#zoom || zoom === "line")) return; // by lines there is nothing beyond either end
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

  /** To the next line; from a step as a whole to its first, and after a call's last one to the next phase. */
  lineForward() {
    const { step, phase, line } = this.#cursor;
    const within = phase || this.phaseWithLines(step);
    const more = line < this.linesOf(step, within);
    this.seek(more ? { step, phase: within, line: line + 1 } : this.#nextPhase(), "line");
  }

  /** To the line before; from a call's first one to the call as a whole, and from there to what came before it. */
  lineBack() {
    const { step, phase, line } = this.#cursor;
    if (line > 0) return void this.seek({ step, phase, line: line - 1 }, "line");
    const before = this.#phaseBefore();
    const moved = before.step !== step || before.phase !== phase;
    this.seek({ ...before, line: moved ? this.linesOf(before.step, before.phase) : 0 }, "line");
  }

  /**
   * Be told of every move, and at once of where the cursor is; also, without a move, of a place that the gate refuses and
   * of another gate.
   *
   * @param {Listener} listener
   * @returns {() => void} stops it
   */
  follow(listener) {
    this.#listeners.add(listener);
    listener(this.#cursor, this.#cursor);
    return () => this.#listeners.delete(listener);
  }

  /** After a step's last phase comes the next step's first; the end stays where it is. */
  #nextPhase() {
    const { step, phase } = this.#cursor;
    if (phase < this.phasesOf(step)) return { step, phase: phase + 1 };
    return step < this.steps ? { step: step + 1, phase: Math.min(1, this.phasesOf(step + 1)) } : this.#cursor;
  }

  /** Before a step's first phase comes the last of the step before; before the very first, its step as a whole. */
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
