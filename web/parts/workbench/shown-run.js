/**
 * Puts another run in the place of the one that the page shows: its parts as the lab wrote them, cleaned, and the stepper
 * wired anew. Student code shares the interpreter that writes this HTML, so nothing of it is believed.
 *
 * @typedef {Record<string, string>} Html the parts by name
 * @typedef {{ html: Html, run: string }} Written
 * @typedef {import("../../stepper/rewire.js").Rewirable} Wired
 */
import DOMPurify from "dompurify";
import { all, one } from "../../stepper/dom.js";

/** The parts that a run has, in the order of the page; the controls are the page's own. */
const PARTS = ["scene", "program", "flow", "table", "tracker"];

/** So much HTML the page takes of one run. */
const MOST_CHARACTERS = 12_000_000;

/** The ids that our templates give. */
const ID = /^(step|row|cell|column|line|variable|task)-[\w.-]+$|^tasks$|^[\w-]+-heading$/;

/** What a value must be for its attribute to stay: links lead to places of the page, and words to their meanings. */
const WANTED = /** @type {Record<string, RegExp>} */ ({
  id: ID,
  href: /^#[\w.-]*$/,
  "xlink:href": /^#[\w.-]*$/,
  popovertarget: /^word-[\w-]+$/,
});

const ALLOWED = {
  USE_PROFILES: { html: true, svg: true },
  FORBID_TAGS: ["form", "style", "img", "picture", "video", "audio", "source", "object", "textarea", "dialog", "main"],
  FORBID_ATTR: ["style", "form", "formaction", "action", "name", "srcset", "src", "background", "target", "ping"],
  ADD_ATTR: ["popovertarget"],
  RETURN_DOM_FRAGMENT: true,
};

export class ShownRun {
  #wired;
  #purify;
  #controls;

  /** @param {Wired} wired the lesson's own run, as the page has it */
  constructor(wired) {
    this.#wired = wired;
    this.#purify = DOMPurify(window);
    this.#purify.addHook("uponSanitizeAttribute", (_, attribute) => {
      if (WANTED[attribute.attrName]?.test(attribute.attrValue) === false) attribute.keepAttr = false;
    });
    this.#controls = one(wired.stepper.page, "[data-part=transport]");
  }

  get stepper() {
    return this.#wired.stepper;
  }

  /**
   * @param {Written} written
   * @param {import("../../stepper/wire.js").Again} again
   */
  show({ html, run }, again) {
    const { page } = this.stepper;
    const parts = PARTS.map((name) => ({ name, root: this.#clean(`[data-part=${name}]`, html[name] ?? "") }));
    const tasks = html.tasks ? [this.#clean(".tasks", html.tasks)] : [];
    const steps = JSON.parse(run).steps.length;
    for (const { name, root } of parts) one(page, `[data-part=${name}]`).replaceWith(root);
    one(page, "[data-tasks-place]").replaceChildren(...tasks);
    one(page, "script[data-part=run]").textContent = run;
    this.#renewControls(steps);
    this.#wired = this.#wired.rewire(again);
  }

  /**
   * A part as the lab wrote it, without all that could do something.
   *
   * @param {string} selector of the part's root
   * @param {string} written
   */
  #clean(selector, written) {
    if (written.length > MOST_CHARACTERS) throw new RangeError("This run is too long to be shown.");
    const fragment = /** @type {DocumentFragment} */ (/** @type {unknown} */ (this.#purify.sanitize(written, ALLOWED)));
    const root = fragment.querySelector(selector);
    if (!(root instanceof HTMLElement)) throw new TypeError("The lab wrote a page that cannot be shown.");
    for (const other of all(root, "[data-part]")) other.removeAttribute("data-part");
    return root;
  }

  /**
   * The controls know how many steps there are, and hold what listened to them in the run before.
   *
   * @param {number} steps
   */
  #renewControls(steps) {
    const fresh = /** @type {HTMLElement} */ (this.#controls.cloneNode(true));
    one(fresh, "[data-slider]").setAttribute("max", String(steps));
    this.stepper.page.querySelector("[data-part=transport]")?.replaceWith(fresh);
  }
}
