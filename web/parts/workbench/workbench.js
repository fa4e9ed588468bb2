/**
 * What is on the page before somebody edits: a button, and the addresses that begin editing at once or bring a program.
 * Everything else is loaded when it is wanted.
 */
import { all, one, write } from "../../stepper/dom.js";
import { fromLink, isShared } from "./link.js";

const AT_ONCE = /^#edit(?:-(step-[\d.]+)?)?$/;

/** @typedef {typeof import("./bench.js")} Loaded */

/**
 * The place that an address has after `#edit-`; null when it does not begin editing.
 *
 * @param {string} hash
 */
export function editedAt(hash) {
  const found = AT_ONCE.exec(hash);
  return found && (found[1] ?? "");
}

/** Take `#edit-` out of the address before the stepper reads where the cursor is. */
export function takeEdit() {
  const place = editedAt(location.hash);
  if (place === null) return false;
  history.replaceState(null, "", place === "" ? location.pathname + location.search : `#${place}`);
  return true;
}

/**
 * @param {HTMLElement} root
 * @param {import("../../stepper/rewire.js").Rewirable} wired
 * @param {boolean} atOnce
 */
export function workbench(root, wired, atOnce) {
  const { lab, labOff } = wired.stepper.page.dataset;
  if (!lab) return tellOff(root, labOff ?? "It was not built.");
  /** @type {Promise<void> | undefined} */
  let beginning;
  const begin = (/** @type {string} */ shared) => {
    beginning ??= load(root, wired, lab, shared).then((here) => {
      if (!here) beginning = undefined;
    });
    return beginning;
  };
  for (const button of all(root, "[data-begin]")) button.addEventListener("click", () => void begin(""));
  // A link to the page that is open already changes its address only.
  addEventListener("hashchange", () => isShared(location.hash) && location.reload());
  if (isShared(location.hash)) void offer(root, location.hash, begin);
  else if (atOnce) void begin("");
}

/**
 * @param {HTMLElement} root
 * @param {string} why
 */
function tellOff(root, why) {
  const off = one(root, "[data-off]");
  write(off, `The lab is off, so nothing can be run here: ${why} All else of the lesson works.`);
  off.hidden = false;
  showBegin(root, false);
}

/**
 * @param {HTMLElement} root
 * @param {boolean} on
 */
function showBegin(root, on) {
  for (const place of all(root, "[data-begin-place]")) place.hidden = !on;
}

/**
 * A program that a link brings waits until somebody presses. Nothing is loaded before that.
 *
 * @param {HTMLElement} root
 * @param {string} hash
 * @param {(shared: string) => Promise<void>} begin
 */
async function offer(root, hash, begin) {
  const box = one(root, "[data-shared]");
  const shared = await fromLink(hash);
  const words = one(box, "[data-shared-words]");
  if (!shared) {
    box.replaceChildren(paragraph("This link is not whole: the program in it cannot be read. Ask for it again."));
    box.hidden = false;
    return;
  }
  const lines = shared.code.trimEnd().split("\n").length;
  write(words, `It has ${lines} lines of code and ${shared.scenario.length} actions of clients.`);
  box.hidden = false;
  showBegin(root, false);
  /** @type {Record<string, string>} */
  const ways = { "[data-shared-run]": "run", "[data-shared-look]": "look", "[data-shared-leave]": "" };
  for (const [selector, way] of Object.entries(ways)) {
    one(box, selector).addEventListener("click", () => {
      box.remove();
      showBegin(root, true);
      if (way === "") history.replaceState(null, "", location.pathname + location.search);
      else void begin(`${way} ${hash}`);
    });
  }
  box.scrollIntoView({ block: "nearest" });
}

/** @param {string} text */
function paragraph(text) {
  const element = document.createElement("p");
  element.textContent = text;
  return element;
}

/**
 * @param {HTMLElement} root
 * @param {import("../../stepper/rewire.js").Rewirable} wired
 * @param {string} lab the folder of the lab's files
 * @param {string} shared `run` or `look` and the link's state, of one that brings a program
 * @returns {Promise<boolean>} whether the editor is here
 */
async function load(root, wired, lab, shared) {
  const { script = "", style = "" } = root.dataset;
  tellLoading(root, true);
  one(root, "[data-off]").hidden = true;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = style;
  document.head.append(link);
  try {
    /** @type {Loaded} */
    const { bench } = await import(script);
    await bench(root, wired, new URL(lab, location.href).href, shared);
    showBegin(root, false);
    return true;
  } catch (error) {
    link.remove();
    const off = one(root, "[data-off]");
    write(off, await whyNot(script, error));
    off.hidden = false;
    tellLoading(root, false);
    return false;
  }
}

/**
 * @param {HTMLElement} root
 * @param {boolean} on
 */
function tellLoading(root, on) {
  for (const button of all(root, "[data-begin]")) {
    /** @type {HTMLButtonElement} */ (button).disabled = on;
    write(button, on ? "Loading …" : "Edit");
  }
}

/**
 * Why the editor is not here: the browser does not say which answer an import got, so its file is asked for again.
 *
 * @param {string} file
 * @param {unknown} error
 */
async function whyNot(file, error) {
  const answer = await fetch(file).catch(() => null);
  const why = answer && !answer.ok ? `${answer.status} of ${file.split("/").pop()}` : error;
  return `The editor could not be fetched (${why}). The site may have been renewed: load this page again.`;
}
