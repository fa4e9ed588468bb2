import { fill, one, write } from "../../stepper/dom.js";

/** How many calls of the stack are shown; of a deep recursion the innermost. */
const FRAMES = 8;

/** How many variables of one function are shown. */
const VARIABLES = 24;

/** How many variables tell a call on the stack from another call of the same function. */
const TOLD = 2;

/**
 * The panel under the code: the line's effect, the current function's variables, the call stack and the printed text.
 *
 * @param {HTMLElement} root
 * @param {import("../../stepper/wire.js").Stepper} stepper
 */
export function lines(root, { player, clock, currentLine, signal }) {
  const panel = one(root, "[data-reading]");
  const slider = /** @type {HTMLInputElement} */ (one(panel, "[data-line-slider]"));
  const showHead = head(panel);
  const showState = state(panel);
  slider.addEventListener("input", () => {
    clock.stop();
    player.seek({ ...player.cursor, line: Number(slider.value) });
  });
  one(panel, "[data-retry]").addEventListener("click", () => currentLine.retry());
  const turned = () => {
    if (!panel.hidden) comeIntoSight(root); // turning a phone moves the page to another part
  };
  matchMedia("(orientation: portrait)").addEventListener("change", turned, { signal });
  currentLine.follow((read) => {
    const opens = read !== null && panel.hidden;
    panel.hidden = read === null;
    root.toggleAttribute("data-by-line", read !== null);
    if (read === null) return;
    panel.dataset.at = read.at;
    one(panel, "[data-wait]").hidden = read.at !== "loading" && read.at !== "failed";
    one(panel, "[data-retry]").hidden = read.at !== "failed";
    write(
      one(panel, "[data-wait]").firstChild ?? panel,
      read.at === "failed" ? "The lines did not come. " : "Loading lines… ",
    );
    showHead(read);
    if (read.at === "line") showState(read.standing);
    if (opens) comeIntoSight(root);
  });
}

/** @param {HTMLElement} panel */
function head(panel) {
  const [where, word, within] = ["[data-where]", "[data-word]", "[data-within]"].map((part) => one(panel, part));
  const [count, came, note] = ["[data-count]", "[data-came]", "[data-left-out]"].map((part) => one(panel, part));
  const slider = /** @type {HTMLInputElement} */ (one(panel, "[data-line-slider]"));
  return (/** @type {NonNullable<import("./current-line.js").Read>} */ read) => {
    if (read.at === "between") {
      for (const part of [where, within, count]) write(part, "");
      write(word, "no line here");
      fill(came, [], item, show);
      note.hidden = true;
      return;
    }
    const { total } = read.lines;
    write(count, `${read.line.toLocaleString("en")} of ${total.toLocaleString("en")}`);
    if (slider.max !== String(total)) slider.max = String(total);
    slider.value = String(read.line);
    slider.setAttribute("aria-valuetext", `Line ${read.line} of ${total}`);
    write(note, read.lines.note);
    note.hidden = read.lines.note === "" || read.line < total;
    if (read.at !== "line") return;
    const { line } = read.standing;
    write(where, `Line ${line.number}`);
    write(word, line.event);
    word.dataset.event = line.event;
    write(within, `in ${line.function}`);
    const texts = (line.changes ?? []).map(({ text }) => ({ text, kind: "changed" }));
    if (line.outcome) texts.push({ text: line.outcome, kind: line.event });
    if (line.printed) texts.push({ text: `prints ${line.printed.trimEnd()}`, kind: "prints" });
    fill(came, texts, item, show);
  };
}

function item() {
  const element = document.createElement("li");
  element.append(document.createElement("bdi"));
  return element;
}

/**
 * @param {HTMLElement} element
 * @param {{ text: string, kind: string }} what
 */
function show(element, { text, kind }) {
  element.dataset.kind = kind;
  write(one(element, "bdi"), text);
}

/** @param {HTMLElement} panel */
function state(panel) {
  const [variables, module, stack, printed] = ["variables", "module", "stack", "printed"].map((part) =>
    one(panel, `[data-shows=${part}]`),
  );
  return (/** @type {import("./line-state.js").LineState} */ standing) => {
    const { line } = standing;
    const top = standing.stack[standing.stack.length - 1];
    write(one(variables, "[data-function]"), top.function);
    const changed = (/** @type {boolean} */ global) =>
      new Set(line.changes?.filter(({ call }) => (global ? call === null : call === top.call)).map(({ name }) => name));
    showVariables(variables, top.variables, changed(false));
    showVariables(module, standing.module, changed(true));
    showStack(stack, standing);
    printed.hidden = standing.printed === "";
    write(one(printed, "pre"), standing.printed.replace(/\n$/, ""));
  };
}

/**
 * @param {HTMLElement} part
 * @param {Map<string, string>} variables
 * @param {Set<string>} changed
 */
function showVariables(part, variables, changed) {
  part.hidden = variables.size === 0;
  const shown = [...variables].slice(0, VARIABLES);
  fill(one(part, "dl"), shown, pair, (element, [name, value]) => {
    const [term, text, flag] = [one(element, "dt"), one(element, "bdi"), one(element, ".flag")];
    write(term, name);
    write(text, value);
    element.classList.toggle("changed", changed.has(name));
    flag.hidden = !changed.has(name);
  });
}

function pair() {
  const element = document.createElement("div");
  const [term, value, text, flag] = ["dt", "dd", "bdi", "span"].map((tag) => document.createElement(tag));
  flag.className = "flag";
  flag.textContent = " changed";
  value.append(text, flag);
  element.append(term, value);
  return element;
}

/**
 * @param {HTMLElement} part
 * @param {import("./line-state.js").LineState} standing
 */
function showStack(part, { stack, below }) {
  part.hidden = stack.length + below < 2;
  const shown = [...stack].reverse().slice(0, FRAMES);
  const texts = shown.map(({ function: name, number, variables }) =>
    [`${name}, line ${number}`, ...[...variables].slice(0, TOLD).map((each) => each.join(" = "))].join(" · "),
  );
  const more = stack.length + below - shown.length;
  if (more > 0) texts.push(`and ${more.toLocaleString("en")} more`);
  fill(one(part, "ol"), texts, item, (element, text) => {
    write(one(element, "bdi"), text);
  });
}

/**
 * Scroll the code and the panel under it into sight when the reader comes from elsewhere on the page. If both are in
 * sight, nothing moves.
 *
 * @param {HTMLElement} root
 */
function comeIntoSight(root) {
  if (root.closest("[data-screen]")) return; // the screen comes into sight as a whole
  const code = one(root, ".code");
  const bar = Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingBottom) || 0;
  const seen = code.getBoundingClientRect().top >= 0 && root.getBoundingClientRect().bottom <= innerHeight - bar;
  if (!seen) code.scrollIntoView();
}
