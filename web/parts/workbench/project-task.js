/**
 * The lesson's task: its tests on the student's program, with each claim and the real value; hints one by one; and the
 * solution, or its lines to put in order. What has been tried is the server's to remember; it never gets the code.
 *
 * @typedef {{ version: string, hints: string[], all_hints: number, tries: number, passed: boolean,
 *   may_see_solution: boolean, solution: { code: string, so: string } | null, may_order: boolean,
 *   lines: { seed: string, before: string, lines: string[], after: string, right: boolean } | null, kept: string,
 *   says: string }} State
 * @typedef {{ says: string, holds: boolean, message: string, step: number | null }} Claim
 * @typedef {{ says: string, passed: boolean, claims: Claim[], failed: import("./lab-runs.js").Answer | null,
 *   html?: Record<string, string>, run?: string, trace?: import("./outcome.js").RunTrace }} Judged
 */
import { one, write } from "../../stepper/dom.js";
import { order } from "../quiz/order.js";
import { hashOf } from "./program-hash.js";

/** The list of lines to put in order, with one line for all. */
const ORDER = `<h3 tabindex="-1" data-order-heading>Put the lines in order</h3>
<p class="how">Drag each line to its place, or move it up and down.</p>
<pre class="code order-fixed" data-before></pre>
<ul class="slots" data-order>
  <li class="slot"><span class="letter"><span class="grip" data-grip aria-hidden="true">⠿</span> <span data-place></span></span><select hidden></select><code class="choice order-line"></code><span class="moves"><button type="button" class="quiet" data-move="up"><span aria-hidden="true">↑</span></button> <button type="button" class="quiet" data-move="down"><span aria-hidden="true">↓</span></button></span></li>
</ul>
<p class="unseen" role="status" data-moved></p>
<pre class="code order-fixed" data-after></pre>
<p><button type="button" data-check-order>Check the order</button></p>`;

export class ProjectTask {
  #root;
  #task;
  #editor;
  #runs;
  #outcome;
  #lookAtOrders;
  /** @type {State | null} */
  #state = null;
  /** Whether the student has closed the list of lines. */
  #closed = false;

  /**
   * @param {HTMLElement} root
   * @param {import("./editor.js").Editor} editor
   * @param {import("./lab-runs.js").LabRuns} runs
   * @param {import("./outcome.js").Outcome} outcome
   */
  constructor(root, editor, runs, outcome) {
    this.#root = root;
    this.#task = one(root, "[data-task]");
    this.#editor = editor;
    this.#runs = runs;
    this.#outcome = outcome;
    this.#lookAtOrders = order(this.#task);
    one(root, "[data-judge]").addEventListener("click", () => void this.judge());
    one(root, "[data-hint]").addEventListener("click", () => void this.#hint());
    one(root, "[data-give-up]").addEventListener("click", () => void this.#giveUp());
    one(root, "[data-as-lines]").addEventListener("click", () => void this.#asLines());
    one(root, "[data-task-help]").hidden = false;
    void this.#post("state");
  }

  /** Hold the tests against the program as it is. */
  async judge() {
    const { code } = this.#editor;
    const answer = await this.#runs.ask({ do: "judge", code });
    if (!answer) return;
    if (answer.kind !== "judged") return this.#outcome.tell(answer, { added: false, scenario: false });
    const tests = /** @type {Judged[]} */ (answer.tests);
    one(this.#task, "[data-tests]").replaceChildren(...tests.map((test, index) => this.#shown(test, index)));
    this.#outcome.judged(tests);
    const passed = answer.passed === true;
    const read = tests.every(({ failed }) => failed?.reason !== "syntax"); // what Python cannot read is no try yet
    if (read) await this.#post("tried", { code: await hashOf(code), passed: passed ? "1" : "0" });
    const held = tests.filter((test) => test.passed).length;
    const told = passed ? "Solved: every claim holds." : `${held} of ${tests.length} tests hold.`;
    const why = passed
      ? ""
      : read
        ? (this.#state?.says ?? "")
        : (tests.find(({ failed }) => failed)?.failed?.message ?? "");
    this.#runs.tell(`${told} ${why}`);
    this.#solved(passed);
    write(one(this.#task, "[data-task-words]"), "");
    const heading = one(this.#task, "#tests-heading");
    heading.focus({ preventScroll: true });
    heading.scrollIntoView();
  }

  /**
   * Say that it is solved, with the way on that the page has at its end.
   *
   * @param {boolean} passed
   */
  #solved(passed) {
    const box = one(this.#task, "[data-solved]");
    const way = document.querySelector(".onward a.after, .onward .standing a");
    box.hidden = !passed;
    box.replaceChildren();
    if (!passed) return;
    box.append(element("strong", "Solved."), " Every claim holds. ");
    if (!(way instanceof HTMLAnchorElement)) return;
    const link = document.createElement("a");
    link.href = way.href;
    const next = way.querySelector("b")?.textContent;
    link.textContent = next ? `Next lesson: ${next}` : "Back to all lessons";
    box.append(link);
  }

  /**
   * @param {Judged} test
   * @param {number} index
   */
  #shown(test, index) {
    const item = element("li", "", "test");
    item.dataset.passed = String(test.passed);
    const says = element("p", "", "test-says");
    says.append(verdict(test.passed), ` ${test.says} `);
    const list = element("ul", "", "claims");
    for (const claim of test.claims) list.append(this.#claim(test, claim, index));
    item.append(says, list);
    if (test.failed) item.append(element("p", test.failed.message ?? "It could not be run.", "claim-message"));
    else if (test.html && test.run) says.append(this.#toRun(test, index, null));
    return item;
  }

  /**
   * @param {Judged} test
   * @param {Claim} claim
   * @param {number} index
   */
  #claim(test, claim, index) {
    const item = element("li", "", "claim");
    item.dataset.holds = String(claim.holds);
    item.append(verdict(claim.holds, true), " ");
    if (claim.holds) item.append(claim.says);
    else item.append(element("b", "Wanted:"), ` ${claim.says}`);
    if (claim.holds) return item;
    const message = element("p", "", "claim-message");
    message.append(element("b", "Got:"), ` ${claim.message}`);
    if (claim.step !== null && test.html && test.run) message.append(" ", this.#toRun(test, index, claim.step));
    item.append(message);
    return item;
  }

  /**
   * @param {Judged} test
   * @param {number} index
   * @param {number | null} step
   */
  #toRun(test, index, step) {
    const button = element("button", step === null ? "Step through it" : "Step to where it fails", "quiet");
    button.setAttribute("type", "button");
    button.addEventListener("click", () => this.#outcome.showTest(test, index, step ?? 1));
    return button;
  }

  async #hint() {
    const number = (this.#state?.hints.length ?? 0) + 1;
    await this.#post("hint", { number: String(number) });
    const last = this.#task.querySelector("[data-hints-given] li:last-child");
    if (one(this.#task, "[data-hint]").hidden && last instanceof HTMLElement) focusOn(last);
  }

  async #giveUp() {
    await this.#post("solution", {});
    this.#focusSolution();
  }

  /** Open the list of lines to put in order, or close it. */
  async #asLines() {
    const list = this.#task.querySelector("[data-order]");
    this.#closed = list !== null;
    if (list || this.#state?.lines) this.#showLines(this.#closed ? null : (this.#state?.lines ?? null));
    else await this.#post("lines", {});
    const heading = this.#task.querySelector("[data-order-heading]");
    if (heading instanceof HTMLElement) focusOn(heading);
    write(one(this.#task, "[data-task-words]"), "");
  }

  /** @param {Record<string, string>} fields */
  async #order(fields) {
    await this.#post("order", fields);
    if (!this.#state?.lines?.right) return;
    const words =
      "Right: the lines are in order, and here is the solution. What the tests say above is of your own program: put the solution into the editor, and try the tests.";
    write(one(this.#task, "[data-task-words]"), words);
    this.#focusSolution();
  }

  #focusSolution() {
    const solution = this.#task.querySelector(".solution");
    if (!(solution instanceof HTMLDetailsElement)) return;
    solution.open = true;
    one(solution, "summary").focus();
  }

  /**
   * @param {string} what
   * @param {Record<string, string>} [fields] none: only ask how things stand
   */
  async #post(what, fields) {
    const url = `${this.#root.dataset.project}/${what}`;
    const body = fields && new URLSearchParams(fields);
    const headers = { Accept: "text/html, application/json" };
    const answer = await fetch(url, body ? { method: "POST", body, headers } : { headers }).catch(() => null);
    const told = await answer?.json().catch(() => null);
    if (answer?.ok && told) return this.#show(told);
    const lost = "The server did not answer. Your program is kept in this browser; try again in a while.";
    if (fields) write(one(this.#task, "[data-task-words]"), told?.says ?? lost);
  }

  /** @param {State} state */
  #show(state) {
    const before = this.#state;
    this.#state = state;
    const hint = one(this.#root, "[data-hint]");
    hint.hidden = state.passed || state.hints.length >= state.all_hints;
    write(hint, state.hints.length === 0 ? "A hint" : "Another hint");
    one(this.#root, "[data-hints-given]").replaceChildren(...state.hints.map(ofServer));
    one(this.#root, "[data-give-up]").hidden = !state.may_see_solution || state.solution !== null;
    const solved = state.passed || state.lines?.right === true;
    one(this.#root, "[data-as-lines]").hidden = !state.may_order || solved;
    if (solved) this.#showLines(null);
    else if (!this.#closed && state.lines?.seed !== before?.lines?.seed) this.#showLines(state.lines);
    if (state.solution && !before?.solution) this.#showSolution(state.solution);
    if (state.says) write(one(this.#task, "[data-task-words]"), state.says);
  }

  /** @param {NonNullable<State["solution"]>} solution */
  #showSolution({ code, so }) {
    const box = /** @type {HTMLDetailsElement} */ (element("details", "", "solution"));
    box.open = this.#state?.passed !== true;
    const take = element("button", "Put it into the editor", "quiet");
    take.setAttribute("type", "button");
    take.addEventListener("click", () => {
      this.#editor.put(code);
      this.#editor.focus();
      one(this.#root, "#bench-code-heading").scrollIntoView();
    });
    const text = element("pre", code, "code");
    text.tabIndex = 0;
    text.setAttribute("aria-label", "The solution");
    box.append(element("summary", "Our solution"), text, ofServer(so, "div"), take);
    one(this.#root, "[data-solution-place]").replaceChildren(box);
  }

  /** @param {State["lines"]} lines */
  #showLines(lines) {
    const place = one(this.#root, "[data-lines-place]");
    const button = one(this.#root, "[data-as-lines]");
    button.setAttribute("aria-expanded", String(lines !== null));
    write(button, lines ? "Close the list of lines" : "Put its lines in order instead");
    if (!lines) return place.replaceChildren();
    const box = ofServer(ORDER, "div");
    const list = one(box, "[data-order]");
    const slot = one(list, ".slot");
    list.replaceChildren(...lines.lines.map((line, index) => slotOf(slot, line, index, lines.lines.length)));
    write(one(box, "[data-before]"), lines.before);
    write(one(box, "[data-after]"), lines.after);
    one(box, "[data-check-order]").addEventListener("click", () => {
      const places = [...list.children].map((each) => /** @type {HTMLElement} */ (each).dataset.line ?? "");
      void this.#order({ seed: lines.seed, order: places.join(",") });
    });
    place.replaceChildren(...box.children);
    this.#lookAtOrders();
  }
}

/** @param {HTMLElement} element what has no focus of its own */
function focusOn(element) {
  element.tabIndex = -1;
  element.focus();
}

/**
 * @param {HTMLElement} root
 * @param {import("./editor.js").Editor} editor
 * @param {import("./lab-runs.js").LabRuns} runs
 * @param {import("./outcome.js").Outcome} outcome
 */
export function projectTask(root, editor, runs, outcome) {
  return new ProjectTask(root, editor, runs, outcome);
}

/**
 * @param {HTMLElement} pattern
 * @param {string} line
 * @param {number} index
 * @param {number} count
 */
function slotOf(pattern, line, index, count) {
  const slot = /** @type {HTMLElement} */ (pattern.cloneNode(true));
  slot.dataset.line = String(index);
  slot.dataset.name = line.trim();
  write(one(slot, "code"), line);
  const places = [...Array(count).keys()].map((place) => new Option(String(place + 1), String(place)));
  const select = /** @type {HTMLSelectElement} */ (one(slot, "select"));
  select.append(...places);
  select.value = String(index);
  select.setAttribute("aria-label", `Place of ${line.trim()}`);
  for (const [way, button] of [
    ["up", one(slot, "[data-move=up]")],
    ["down", one(slot, "[data-move=down]")],
  ]) {
    /** @type {HTMLElement} */ (button).setAttribute("aria-label", `Move ${line.trim()} ${way}`);
  }
  return slot;
}

/**
 * What we wrote ourselves, or our own server from an author's words.
 *
 * @param {string} html
 * @param {string | number} [tag]
 */
function ofServer(html, tag) {
  const item = document.createElement(typeof tag === "string" ? tag : "li");
  const parsed = new DOMParser().parseFromString(html, "text/html");
  item.append(...[...parsed.body.childNodes].map((node) => document.adoptNode(node)));
  return item;
}

/**
 * @param {boolean} good
 * @param {boolean} [short] whether the word beside the sign is only for those who listen
 */
function verdict(good, short = false) {
  const sign = element("span", good ? "✓" : "✗", "verdict");
  sign.dataset.good = String(good);
  sign.append(short ? element("span", good ? " holds:" : " fails:", "unseen") : good ? " holds:" : " fails:");
  return sign;
}

/**
 * @param {string} tag
 * @param {string} text
 * @param {string} name the class
 */
function element(tag, text, name = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  if (name) made.className = name;
  return made;
}
