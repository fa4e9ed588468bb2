/**
 * While the learner answers a question for a line, a click on a line of the program chooses it, as a click in the
 * question's listing does. The learner answers a question from turning to it until turning to another; a question at
 * the stepper needs no turning to.
 */
import { all, one, write } from "../../stepper/dom.js";

const OPEN = ".question[data-kind=line][data-state=open]";
const CHOSEN = "input[name=line]:checked:not(:disabled)";

/**
 * @param {HTMLElement} page
 * @returns {() => void} looks anew at how the questions stand
 */
export function pickLine(page) {
  const program = one(page, ".program");
  const note = one(program, "[data-pointing]");
  let turnedTo = "";
  const current = () => document.getElementById(turnedTo)?.closest(OPEN) ?? page.querySelector(`[data-asks] ${OPEN}`);
  const look = () => {
    const question = current();
    program.toggleAttribute("data-asked-for", question !== null);
    note.hidden = question === null;
    for (const line of all(program, "[data-chosen]")) line.removeAttribute("data-chosen");
    if (!question) return;
    const chosen = question.querySelector(CHOSEN);
    const number = chosen instanceof HTMLInputElement ? chosen.value : "";
    program.querySelector(`.line[data-line="${number}"]`)?.setAttribute("data-chosen", "");
    const numeral = question.querySelector(".numeral")?.textContent;
    const name = numeral ? `question ${numeral}` : "the exercise";
    write(
      one(note, "[role=status]"),
      number ? `Line ${number} is chosen for ${name}.` : `Press a line to answer ${name}.`,
    );
  };
  page.addEventListener("focusin", ({ target }) => {
    const question = /** @type {Element} */ (target).closest(".question");
    if (!question || question.id === turnedTo) return;
    turnedTo = question.id;
    look();
  });
  page.addEventListener("change", look);
  one(program, ".code").addEventListener("click", ({ target }) => {
    const line = /** @type {Element} */ (target).closest(".line");
    const input =
      line instanceof HTMLElement && current()?.querySelector(`input[name=line][value="${line.dataset.line}"]`);
    if (!(input instanceof HTMLInputElement) || input.disabled || String(getSelection())) return;
    input.checked = true;
    look();
  });
  page.addEventListener("click", ({ target }) => {
    if (/** @type {Element} */ (target).closest("[data-to-program]")) one(program, ".code").focus();
  });
  one(note, "button").addEventListener("click", () => {
    const question = current();
    const place = question?.querySelector(CHOSEN) ?? question?.querySelector("input[name=line]:not(:disabled)");
    if (place instanceof HTMLElement) place.focus();
  });
  look();
  return look;
}
