/**
 * The workbench at work: the editor, the scenario, the lab that runs both, and what the page shows of a run. Loaded at the
 * first press on Edit.
 *
 * @typedef {import("./actions.js").Action} Action
 * @typedef {import("./edits.js").Edits} Edits
 * @typedef {{ slug: string, lesson: { code: string, clients: string[], scenario: Action[], transport: string },
 *   code_hash: string, trace: { provenance: { python: string } },
 *   project: null | { start: string, tests: { says: string }[], hints: number } }} LabJson what lab.json has of the page's
 *   concern
 */
import { Lab } from "../../lab/lab.js";
import { one, write } from "../../stepper/dom.js";
import { copy } from "./copy.js";
import { Editor } from "./editor.js";
import { forget, keep, keyOf, recall } from "./edits.js";
import { LabRuns } from "./lab-runs.js";
import { fromLink, LONGEST, toLink } from "./link.js";
import { Outcome } from "./outcome.js";
import { projectTask } from "./project-task.js";
import { ScenarioByHand } from "./scenario-by-hand.js";
import { ShownRun } from "./shown-run.js";

/** So long a student rests from typing before the edits are kept. */
const REST_MS = 400;

/**
 * @param {HTMLElement} root
 * @param {import("../../stepper/rewire.js").Rewirable} wired
 * @param {string} base the folder of the lab's files
 * @param {string} shared `run` or `look` and a link's state; empty without a link
 */
export async function bench(root, wired, base, shared) {
  const answer = await fetch(root.dataset.labJson ?? "");
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  /** @type {LabJson} */
  const lab = await answer.json();
  const workbench = new Bench(root, wired, lab, () => new Lab(base, lab));
  one(root, "[data-bench]").hidden = false;
  await workbench.begin(shared);
}

class Bench {
  #root;
  #lab;
  #editor;
  #scenario;
  #runs;
  #shown;
  #outcome;
  /** @type {import("./project-task.js").ProjectTask | null} */
  #task = null;
  #ofTask;
  /**
   * The programs that were left for the other one, as they were.
   *
   * @type {Map<string, { program: Editor["held"], scenario: Action[], clients: string[], kept: string }>}
   */
  #left = new Map();
  #quiet = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {HTMLElement} root
   * @param {import("../../stepper/rewire.js").Rewirable} wired
   * @param {LabJson} lab
   * @param {() => Lab} make
   */
  constructor(root, wired, lab, make) {
    this.#root = root;
    this.#lab = lab;
    this.#ofTask = lab.project !== null && root.querySelector("[data-task]") !== null;
    this.#editor = new Editor(one(root, "[data-editor]"), {
      name: "The program, in Python",
      describedBy: "editor-words",
      nonce: /** @type {HTMLScriptElement | null} */ (document.querySelector("script[nonce]"))?.nonce ?? "",
      onChange: () => this.#changed(),
      onRun: () => void this.play(),
    });
    this.#scenario = new ScenarioByHand(one(root, ".bench-scenario"), lab.lesson, (added) => {
      this.#changed();
      void this.play(added);
    });
    this.#runs = new LabRuns(root, make);
    this.#shown = new ShownRun(wired);
    this.#outcome = new Outcome(root, this.#editor, this.#shown, this.#runs, lab);
    if (this.#ofTask) this.#task = projectTask(root, this.#editor, this.#runs, this.#outcome);
    this.#press();
    addEventListener("pagehide", () => this.#keep());
  }

  /** @param {string} shared */
  async begin(shared) {
    this.#open();
    const run = shared !== "" && (await this.#take(shared));
    const heading = one(this.#root, "#bench-code-heading");
    heading.scrollIntoView();
    if (matchMedia("(pointer: coarse)").matches) heading.focus({ preventScroll: true });
    else this.#editor.focus();
    if (run) void this.play();
    void this.#runs.load();
  }

  /**
   * Run the code with the scenario.
   *
   * @param {boolean} [added] whether an action was added at the end: then the cursor goes to what came of it
   */
  async play(added = false) {
    const { code } = this.#editor;
    const { scenario, clients } = this.#scenario;
    this.#keep();
    if (scenario.length === 0) {
      this.#runs.tell("The scenario is empty: nobody does anything yet. Let a client connect.");
      return false;
    }
    const { transport } = this.#lab.lesson;
    const answer = await this.#runs.ask({ do: "run", code, scenario, clients, transport });
    if (!answer) return false;
    this.#outcome.tell(answer, { added, scenario: this.#scenario.changed });
    if (answer.kind === "ran" && scenario === this.#scenario.scenario) this.#scenario.heard(answer.trace);
    return answer.kind === "ran";
  }

  /** The program that one begins with. */
  get #start() {
    const start = this.#ofTask ? this.#lab.project?.start : "";
    return start || this.#lab.lesson.code;
  }

  get #key() {
    return keyOf(this.#lab.code_hash, this.#ofTask ? `task ${this.#start}` : "");
  }

  /** Begin with what was kept, else with the program and scenario of the lesson or the task. */
  #open() {
    const kept = recall(this.#key);
    this.#quiet = true;
    this.#editor.open(kept?.code ?? this.#start, this.#start);
    if (kept) this.#scenario.put(kept.scenario, kept.clients);
    else this.#scenario.reset();
    this.#quiet = false;
    write(
      one(this.#root, "[data-kept]"),
      kept ? "These are your earlier changes. Reset brings back the lesson’s code." : "",
    );
    this.#tellPrograms();
  }

  /**
   * Take what a link brings; what one had oneself comes back by Undo, and stays kept until one changes something.
   *
   * @param {string} shared
   * @returns {Promise<boolean>} whether to run it
   */
  async #take(shared) {
    const [way, hash] = shared.split(" ");
    const state = await fromLink(hash);
    if (!state) return false;
    this.#ofTask = state.task && this.#task !== null;
    this.#open();
    this.#quiet = true;
    this.#editor.put(state.code);
    this.#scenario.put(state.scenario, state.clients);
    this.#quiet = false;
    const old = state.hash !== this.#lab.code_hash;
    const words = old ? "This program came by a link, and belongs to an older state of the lesson." : "";
    write(one(this.#root, "[data-kept]"), words || "This program came by a link. Undo brings your own back.");
    this.#outcome.place = state.place;
    return way === "run";
  }

  #changed() {
    if (this.#quiet) return;
    this.#outcome.outdated();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#keep(), REST_MS);
  }

  /** Keep the edits, if there are new ones; where there are none left, forget them. */
  #keep() {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { code } = this.#editor;
    const { scenario, clients, changed } = this.#scenario;
    const same = code === this.#start && !changed;
    const trouble = same ? "" : keep(this.#key, { code, scenario, clients });
    if (same) forget(this.#key);
    write(one(this.#root, "[data-kept]"), trouble || (same ? "" : "Your changes are kept in this browser."));
  }

  #press() {
    /** @type {Record<string, () => void>} */
    const deeds = {
      run: () => void this.play(),
      stop: () => this.#runs.stop(),
      undo: () => this.#editor.undo(),
      redo: () => this.#editor.redo(),
      reset: () => this.#editor.reset(),
      replay: () => void this.#replay(),
      share: () => void this.#share(),
    };
    for (const [name, deed] of Object.entries(deeds)) {
      one(this.#root, `[data-${name}]`).addEventListener("click", deed);
    }
    const compare = one(this.#root, "[data-compare]");
    compare.addEventListener("click", () => {
      const on = compare.getAttribute("aria-pressed") !== "true";
      compare.setAttribute("aria-pressed", String(on));
      this.#editor.compare(on);
    });
    for (const button of this.#root.querySelectorAll("[data-program]")) {
      button.addEventListener("click", () =>
        this.#choose(/** @type {HTMLElement} */ (button).dataset.program === "task"),
      );
    }
  }

  /** @param {boolean} ofTask */
  #choose(ofTask) {
    if (ofTask === this.#ofTask) return;
    this.#keep();
    const { scenario, clients } = this.#scenario;
    const kept = one(this.#root, "[data-kept]");
    this.#left.set(this.#key, { program: this.#editor.held, scenario, clients, kept: kept.textContent ?? "" });
    this.#ofTask = ofTask;
    one(this.#root, "[data-compare]").setAttribute("aria-pressed", "false");
    const left = this.#left.get(this.#key);
    if (left) this.#openAgain(left);
    else this.#open();
    this.#outcome.outdated();
  }

  /** @param {{ program: Editor["held"], scenario: Action[], clients: string[], kept: string }} left */
  #openAgain({ program, scenario, clients, kept }) {
    this.#quiet = true;
    this.#editor.openAgain(program);
    this.#scenario.put(scenario, clients);
    this.#quiet = false;
    write(one(this.#root, "[data-kept]"), kept);
    this.#tellPrograms();
  }

  #tellPrograms() {
    for (const button of this.#root.querySelectorAll("[data-program]")) {
      const its = /** @type {HTMLElement} */ (button).dataset.program === "task";
      button.setAttribute("aria-pressed", String(its === this.#ofTask));
    }
    const judge = this.#root.querySelector("[data-judge]");
    if (judge instanceof HTMLElement) judge.hidden = !this.#ofTask;
  }

  async #replay() {
    if (!(await this.play())) return;
    const { player, clock } = this.#shown.stepper;
    player.first();
    clock.start();
  }

  async #share() {
    const { code } = this.#editor;
    const { scenario, clients } = this.#scenario;
    const words = one(this.#root, "[data-share-words]");
    if (!("CompressionStream" in globalThis)) return write(words, "This browser is too old to make the link.");
    const place = location.hash.startsWith("#step-") ? location.hash.slice(1) : "";
    const hash = this.#lab.code_hash;
    const link = await toLink({ code, scenario, clients, hash, place, task: this.#ofTask });
    if (!link) return write(words, `This is too long for a link (${LONGEST / 1000} kB). Copy the code instead.`);
    const address = new URL(this.#root.dataset.project ?? "", location.href).href + link;
    await copy(
      address,
      words,
      "The link is copied. Whoever opens it sees a warning first, and nothing runs by itself.",
    );
  }
}
