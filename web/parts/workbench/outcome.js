/**
 * Tells what came of a run: that it is one of edited code, in which cells it differs from the lesson's own, or why there is
 * none. Puts the run on the page, with its errors in the editor.
 *
 * @typedef {{ kind: "changed" | "gone" | "new", step: number, column: string, lesson: string, yours: string }} Difference
 *   `column` is a heading of the execution table, or the name of a variable; a row that only the lesson has is `gone`
 * @typedef {import("./editor.js").Mark & { step: number, said: string }} Raising
 * @typedef {{ kind: string, type?: string, message?: string, line?: number | null }} CallEnd
 * @typedef {{ steps: { phases: { call?: { line: number, outcome?: CallEnd } | null }[] }[] }} RunTrace what is read of a trace
 */
import { all, one, write } from "../../stepper/dom.js";
import { parse } from "../../stepper/url.js";

/** How many differences are listed. */
const MOST = 40;

/** What the page says first of a run without a trace. */
const REASONS = /** @type {Record<string, string>} */ ({
  syntax: "Python cannot read this program.",
  import: "The program could not be started.",
  exception: "The program ended with an exception.",
  scenario: "The clients cannot do this.",
  endless: "The program did not come to its end, and was stopped.",
  lines: "The program ran too many lines, and was stopped.",
  stuck: "The run came to a stop.",
  time: "The program did not come to its end, and was stopped.",
  turns: "The run came to a stop.",
  exit: "The program ended itself.",
  large: "The run is too large to be shown.",
  memory: "The program took too much memory, and was stopped.",
  output: "The program printed too much, and was stopped.",
  emits: "The program sent too much, and was stopped.",
  crash: "The run took Python down with it. A new one is there.",
  stopped: "You stopped it.",
  load: "The lab did not come.",
});

export class Outcome {
  #root;
  #editor;
  #shown;
  #runs;
  #lab;
  /** How often the tests were run: the lab has only the lines of the last time. */
  #judged = 0;
  /** A place in the address where the next run begins. */
  place = "";

  /**
   * @param {HTMLElement} root
   * @param {import("./editor.js").Editor} editor
   * @param {import("./shown-run.js").ShownRun} shown
   * @param {import("./lab-runs.js").LabRuns} runs
   * @param {import("./bench.js").LabJson} lab
   */
  constructor(root, editor, shown, runs, lab) {
    this.#root = root;
    this.#editor = editor;
    this.#shown = shown;
    this.#runs = runs;
    this.#lab = lab;
  }

  /**
   * @param {import("./lab-runs.js").Answer} answer
   * @param {{ added: boolean, scenario: boolean }} how whether an action was added, and the scenario is another one
   */
  tell(answer, { added, scenario }) {
    if (answer.kind !== "ran") return this.#failed(answer);
    const { steps } = JSON.parse(answer.run);
    const place = added ? this.#afterAll(steps.length - 1) : this.#here();
    if (!this.#show({ html: answer.html, run: answer.run }, "Your run", place)) return;
    const raised = raisedIn(answer.trace);
    this.#editor.mark(raised);
    const changed = this.#editor.changedLinesOf(this.#lab.lesson.code);
    const differences = /** @type {Difference[]} */ (answer.differences);
    this.#head("What came of your run");
    this.#body(
      paragraph(ofWhat(changed, scenario)),
      ...noted(answer.notes, answer.python),
      ...differing(differences),
      ...printed(answer.prints),
    );
    this.#markCells(differences);
    const count = `${steps.length - 1} ${steps.length === 2 ? "step" : "steps"}`;
    const first = added ? `Step ${place.step}: ${steps[place.step - 1]?.sentence ?? ""}` : `Run: ${count}.`;
    this.#runs.tell(first, ...this.#raising(raised), added ? "" : ` ${inShort(differences)}`);
  }

  /**
   * Which calls end in exceptions, with a button to the first of these steps.
   *
   * @param {Raising[]} raised
   */
  #raising(raised) {
    if (raised.length === 0) return [];
    const [{ step, said, line }] = raised;
    const count = raised.length === 1 ? "A call fails" : `${raised.length} calls fail`;
    const button = element("button", `see step ${step}`);
    button.setAttribute("type", "button");
    button.className = "quiet";
    button.addEventListener("click", () => this.#toStep(step));
    return [` ${count}: ${said}, in line ${line}, `, button];
  }

  /** @param {number} step */
  #toStep(step) {
    this.#shown.stepper.player.toStep(step);
    toRun();
  }

  /**
   * Mark the lines at which a test's program failed.
   *
   * @param {import("./project-task.js").Judged[]} tests
   */
  judged(tests) {
    this.#judged++;
    const failed = tests.flatMap((test) => (test.failed?.line ? [test.failed] : []));
    const marks = failed.map(({ line, message }) => ({ line, message, severity: /** @type {const} */ ("error") }));
    const raised = tests.flatMap((test) => (test.trace ? raisedIn(test.trace) : []));
    this.#editor.mark([...marks, ...raised]);
    one(this.#root, "[data-outcome]").hidden = true;
  }

  /**
   * Go to a step of a test's run.
   *
   * @param {import("./project-task.js").Judged} test
   * @param {number} index
   * @param {number} step
   */
  showTest({ says, html = {}, run = "" }, index, step) {
    if (this.#show({ html, run }, `The run of test ${index + 1}: ${says}`, { step }, index)) toRun();
  }

  /**
   * Put a run on the page.
   *
   * @param {import("./shown-run.js").Written} written
   * @param {string} heading
   * @param {import("../../stepper/player.js").Place} place
   * @param {number} [test] of which test the run is
   * @returns {boolean} whether it could be shown
   */
  #show(written, heading, place, test) {
    const judged = this.#judged;
    const fetchLines = async (/** @type {string} */ url) => {
      if (test !== undefined && judged !== this.#judged) throw new Error("these lines were not kept");
      return this.#lines(url, test);
    };
    try {
      this.#shown.show(written, { place, fetchLines });
    } catch (error) {
      this.#failed({ reason: "", message: error instanceof Error ? error.message : String(error) });
      return false;
    }
    write(one(document, "[data-run-heading]"), heading);
    one(document, "[data-run-note]").hidden = true;
    return true;
  }

  /** The code or the scenario is another one by now. */
  outdated() {
    const note = one(document, "[data-run-note]");
    if (one(document, "[data-run-heading]").textContent === "The lesson’s own run") return;
    write(note, "You have changed something since this run.");
    note.hidden = false;
  }

  /** @param {import("./lab-runs.js").Answer} answer */
  #failed({ reason, message, line, prints }) {
    const first = REASONS[reason] ?? "It could not be run.";
    this.#editor.mark(line ? [{ line, message, severity: "error" }] : []);
    this.#head(first);
    const said = paragraph(message && message !== first ? message : "");
    if (line) said.append(" ", this.#toLine(line));
    this.#body(said, paragraph("Below is still the run before."), ...printed(prints));
    this.#runs.tell(told(first, message ?? "", line));
  }

  /** @param {number} line */
  #toLine(line) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = `To line ${line}`;
    button.addEventListener("click", () => this.#editor.goTo(line));
    return button;
  }

  /** @param {string} words */
  #head(words) {
    write(one(this.#root, "[data-outcome-heading]"), words);
    one(this.#root, "[data-outcome]").hidden = false;
  }

  /** @param {HTMLElement[]} parts */
  #body(...parts) {
    one(this.#root, "[data-outcome-body]").replaceChildren(...parts.filter((part) => part.textContent !== ""));
  }

  /** Where the cursor is, or a link wants it. */
  #here() {
    const wanted = parse(`#${this.place}`);
    this.place = "";
    const { step, phase } = this.#shown.stepper.player.cursor;
    return wanted ?? { step, phase };
  }

  /**
   * The first step behind those that there were: the last row of a run is no step.
   *
   * @param {number} last the last step of the new run, which may be a shorter one
   */
  #afterAll(last) {
    return { step: Math.min(this.#shown.stepper.player.steps, Math.max(last, 1)) };
  }

  /** @param {readonly Difference[]} differences */
  #markCells(differences) {
    for (const { kind, step, column } of differences) {
      const place = kind === "new" ? one(document, `#row-${step} th`) : cellOf(step, column);
      if (kind === "gone" || !place || place.querySelector("[data-mark=differs]")) continue;
      const mark = document.createElement("span");
      mark.className = "mark";
      mark.dataset.mark = "differs";
      mark.textContent = kind === "new" ? "new" : "differs";
      place.append(" ", mark);
    }
  }

  /**
   * The lines of a call, a window at a time: the lab keeps those of the last run.
   *
   * @param {string} url `lab:STEP.PHASE&from=PLACE`
   * @param {number} [test]
   */
  async #lines(url, test) {
    const [, step, phase, first] = /^lab:(\d+)\.(\d+)&from=(\d+)$/.exec(url)?.map(Number) ?? [];
    const answer = await this.#runs.askBeside({ do: "lines", step, phase, first, test });
    if (answer.kind !== "lines" || !answer.window) throw new Error("these lines were not kept");
    return answer.window;
  }
}

/** Go to the run, by keyboard too. */
function toRun() {
  const heading = one(document, "[data-run-heading]");
  heading.focus({ preventScroll: true });
  heading.scrollIntoView();
}

/**
 * Why there is no run, with the line once.
 *
 * @param {string} first
 * @param {string} message
 * @param {number | null} [line]
 */
function told(first, message, line) {
  if (message === "" || message === first) return line ? `Line ${line}: ${first}` : first;
  if (!line) return `${first} ${message}`;
  return message.includes(`line ${line}`) ? message : `${first} Line ${line}: ${message}`;
}

/**
 * The calls that ended in exceptions, with the line that raised each; the function's own, if no line of it did.
 *
 * @param {RunTrace} trace
 * @returns {Raising[]}
 */
function raisedIn({ steps }) {
  return steps.flatMap(({ phases }, index) =>
    phases.flatMap(({ call }) => {
      if (call?.outcome?.kind !== "raised") return [];
      const { type, message, line } = call.outcome;
      const said = message ? `${type}: ${message}` : `${type}`;
      const whole = `Step ${index + 1}: ${said}`;
      return [
        { step: index + 1, said, line: line ?? call.line, message: whole, severity: /** @type {const} */ ("error") },
      ];
    }),
  );
}

/**
 * @param {number} changed
 * @param {boolean} scenario
 */
function ofWhat(changed, scenario) {
  const code = changed > 0 ? `${changed} ${changed === 1 ? "line" : "lines"} of the code` : "";
  if (code === "" && !scenario) return "This is a run of the lesson’s own code and scenario.";
  return `You changed ${[code, scenario ? "the scenario" : ""].filter((each) => each !== "").join(" and ")}.`;
}

/** @param {readonly Difference[]} differences */
function inShort(differences) {
  if (differences.length === 0) return "All cells are as in the lesson’s own run.";
  return `${differences.length} ${differences.length === 1 ? "cell differs" : "cells differ"} from the lesson’s own run.`;
}

/**
 * @param {readonly Difference[]} differences
 * @returns {HTMLElement[]}
 */
function differing(differences) {
  if (differences.length === 0) return [paragraph(inShort(differences))];
  const details = document.createElement("details");
  details.open = differences.length <= 6;
  details.append(element("summary", inShort(differences)), scrolling(tableOf(differences.slice(0, MOST))));
  if (differences.length > MOST) details.append(paragraph(`And ${differences.length - MOST} more.`));
  return [details];
}

/** @param {readonly Difference[]} differences */
function tableOf(differences) {
  const table = document.createElement("table");
  table.className = "differences";
  const caption = element("caption", "Each cell that differs");
  caption.className = "unseen";
  const head = table.createTHead().insertRow();
  for (const name of ["Step", "Column", "The lesson’s run", "Yours"]) {
    const cell = element("th", name);
    cell.setAttribute("scope", "col");
    head.append(cell);
  }
  const body = table.createTBody();
  for (const { kind, step, column, lesson, yours } of differences) {
    const row = body.insertRow();
    const number = element("th", String(step));
    number.setAttribute("scope", "row");
    const texts = [column, kind === "new" ? "no such row" : lesson, kind === "gone" ? "no such row" : yours];
    row.append(number, ...texts.map((text) => element("td", text || "nothing")));
  }
  table.prepend(caption);
  return table;
}

/** @param {HTMLElement} table */
function scrolling(table) {
  const box = document.createElement("div");
  box.className = "scroller";
  box.tabIndex = 0;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "What differs");
  box.append(table);
  return box;
}

/**
 * The cell of the execution table, or of the tracker, that a difference is about.
 *
 * @param {number} step
 * @param {string} column
 */
function cellOf(step, column) {
  const heading = all(document, ".execution-table thead th").find((each) => each.textContent === column);
  if (heading) return document.getElementById(`cell-${step}-${heading.dataset.column}`);
  const name = all(document, ".tracker-table tbody th").find((each) => each.textContent === column);
  return name?.closest("tr")?.querySelector(`[data-after="${step}"]`) ?? null;
}

/**
 * What is to know of a run; which Python it was is always told.
 *
 * @param {string[]} notes
 * @param {string} python
 */
function noted(notes, python) {
  const told = notes.some((note) => note.includes(python));
  return [...notes, ...(told ? [] : [`This is Python ${python}, as in the lesson’s own run.`])].map(paragraph);
}

/** @param {string} [prints] */
function printed(prints = "") {
  if (prints === "") return [];
  const details = document.createElement("details");
  const text = element("pre", prints);
  text.tabIndex = 0;
  details.append(element("summary", "What the program printed"), text);
  return [details];
}

/** @param {string} text */
function paragraph(text) {
  return element("p", text);
}

/**
 * @param {string} tag
 * @param {string} text
 */
function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
