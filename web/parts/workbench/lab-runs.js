/**
 * Asks the lab, one thing after the other: what is asked while something runs waits, and only the last of it is asked.
 * Shows how far the lab is loaded, and what runs.
 *
 * @typedef {Record<string, any>} Answer
 * @typedef {{ do: string } & Record<string, unknown>} Request
 * @typedef {{ load: (tell: (loaded: number, total: number) => void) => Promise<void>,
 *   ask: (request: any) => Promise<any>, stop: () => void, close: () => void }} AskedLab
 */
import { one, write } from "../../stepper/dom.js";

/** So long a run takes before the page says so, and offers to stop it. */
const SOON_MS = 300;

const MEGABYTE = 1_000_000;

export class LabRuns {
  #root;
  #make;
  /** @type {AskedLab | null} */
  #lab = null;
  /** @type {{ request: Request, answer: (answer: Answer | null) => void } | null} */
  #waiting = null;
  #busy = false;

  /**
   * @param {HTMLElement} root
   * @param {() => AskedLab} make
   */
  constructor(root, make) {
    this.#root = root;
    this.#make = make;
  }

  /** Load the lab, and then ask what waits. */
  async load() {
    const [box, trouble] = [one(this.#root, "[data-loading]"), one(this.#root, "[data-trouble]")];
    const lab = this.#make();
    box.hidden = false;
    trouble.hidden = true;
    this.tell("Python is on its way. You can write meanwhile; until it is here, the lesson’s own run is below.");
    try {
      await lab.load((loaded, total) => this.#progress(loaded, total));
      this.#lab = lab;
      this.tell("Python is here.");
      void this.#next();
    } catch (error) {
      lab.close();
      this.#refused(error instanceof Error ? error.message : String(error));
    }
    box.hidden = true;
  }

  /**
   * @param {Request} request
   * @returns {Promise<Answer | null>} null when something else was asked meanwhile
   */
  ask(request) {
    this.#waiting?.answer(null);
    return new Promise((answer) => {
      this.#waiting = { request, answer };
      void this.#next();
    });
  }

  /**
   * Ask at once, beside what runs: only for what takes no time.
   *
   * @param {Request} request
   * @returns {Promise<Answer>}
   */
  async askBeside(request) {
    return this.#lab ? this.#lab.ask(request) : { kind: "failed", reason: "load", message: "The lab is not here." };
  }

  stop() {
    this.#lab?.stop();
  }

  /**
   * Tell it under the buttons that run something, and on a narrow page also beside what the clients do.
   *
   * @param {...(string | Node)} words
   */
  tell(...words) {
    const state = one(this.#root, "[data-bench-state]");
    state.replaceChildren(...words);
    write(one(this.#root, "[data-bench-echo]"), state.textContent ?? "");
  }

  async #next() {
    const next = this.#waiting;
    if (!this.#lab || this.#busy || !next) return;
    this.#waiting = null;
    this.#busy = true;
    const stop = one(this.#root, "[data-stop]");
    const timer = setTimeout(() => {
      this.tell("It runs …");
      stop.hidden = false;
    }, SOON_MS);
    const answer = await this.#lab.ask(next.request);
    clearTimeout(timer);
    stop.hidden = true;
    this.#busy = false;
    next.answer(answer);
    void this.#next();
  }

  /**
   * @param {number} loaded
   * @param {number} total
   */
  #progress(loaded, total) {
    const bar = /** @type {HTMLProgressElement} */ (one(this.#root, "[data-progress]"));
    bar.max = total || 1;
    bar.value = loaded;
    const [here, all] = [loaded, total].map((bytes) => (bytes / MEGABYTE).toFixed(1));
    write(one(this.#root, "[data-megabytes]"), `${here} of ${all} MB`);
  }

  /** @param {string} why */
  #refused(why) {
    const trouble = one(this.#root, "[data-trouble]");
    const words = document.createElement("p");
    words.textContent = `The lab did not come: ${why} Below is the lesson’s own run.`;
    const again = document.createElement("button");
    again.type = "button";
    again.textContent = "Try again";
    again.addEventListener("click", () => void this.load());
    trouble.replaceChildren(words, again);
    trouble.hidden = false;
    this.tell("");
  }
}
