import { asking } from "./asking.js";
import { order } from "./order.js";
import { pickLine } from "./pick-line.js";

const FRAGMENT = "Stepwire-Fragment";

/**
 * The quiz: sends answers to the server without leaving the page, and brings the questions that are asked on the way to
 * the stage. Playing stops when a question gets the focus.
 *
 * @param {HTMLElement} _root
 * @param {import("../../stepper/wire.js").Stepper} stepper
 */
export function quiz(_root, { page, player, clock }) {
  const looks = [asking(page, player), order(page), pickLine(page)];
  sendAnswers(page, () => {
    for (const look of looks) look();
  });
  document.addEventListener("focusin", ({ target }) => {
    if (/** @type {Element} */ (target).closest(".question")) clock.stop();
  });
}

/**
 * Sends an answer without leaving the page. The server grades the answer and returns the question in its new state, as
 * HTML from the page's own template; each part replaces the element with the same id.
 *
 * @param {HTMLElement} root
 * @param {() => void} changed called when a question's state has changed
 */
function sendAnswers(root, changed) {
  root.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.matches("[data-quiz-form]")) return;
    event.preventDefault();
    void send(form, event.submitter, changed);
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter the button that was pressed, which may say something of its own
 * @param {() => void} changed
 */
async function send(form, submitter, changed) {
  const body = new URLSearchParams(
    [...new FormData(form, submitter)].map(([name, value]) => /** @type {[string, string]} */ ([name, String(value)])),
  );
  try {
    const response = await fetch(form.action, { method: "POST", body, headers: { [FRAGMENT]: "1" } });
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    place(await response.text(), form);
  } catch {
    if (submitter instanceof HTMLButtonElement) form.append(hidden(submitter));
    return form.submit(); // the plain way: the browser shows what the server or the network has to say
  }
  changed();
}

/**
 * What a button says, as a field: `form.submit()` leaves the button out.
 *
 * @param {HTMLButtonElement} button
 */
function hidden({ name, value }) {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = name;
  field.value = value;
  return field;
}

/**
 * @param {string} html
 * @param {HTMLFormElement} form
 */
function place(html, form) {
  const question = form.closest(".question")?.id;
  const parts = [...new DOMParser().parseFromString(html, "text/html").body.children];
  for (const part of parts) document.getElementById(part.id)?.replaceWith(document.adoptNode(part));
  const answered = question && document.getElementById(question);
  const focus = answered
    ? answered.querySelector("[data-feedback]")
    : document.querySelector(".question :is(input, select, textarea)");
  if (focus instanceof HTMLElement) focus.focus();
}
