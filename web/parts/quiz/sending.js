/**
 * Sends answers without leaving the page, through the outbox. The server grades an answer and returns the question in its new state, as HTML from the page's own template; each part replaces
 * the element with the same id.
 */
import { one } from "../../stepper/dom.js";

/** @typedef {import("../../student/outbox.js").Outbox} Outbox */

/**
 * @param {HTMLElement} root
 * @param {Outbox} outbox
 * @param {() => void} changed called when a question's state has changed
 */
export function sendAnswers(root, outbox, changed) {
  root.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.matches("[data-quiz-form]")) return;
    event.preventDefault();
    if (form.closest("[data-sending]")) return; // a double press
    void send(outbox, form, event.submitter, changed);
  });
  root.addEventListener("toggle", ({ target }) => tellOfHint(outbox, /** @type {HTMLElement} */ (target)), true);
  outbox.onLate(async (letter, answer) => {
    const isHere = letter.url.startsWith(`${location.pathname.split("/").slice(0, 3).join("/")}/`);
    if (!isHere || !answer.ok) return;
    place(await answer.text());
    changed();
  });
}

/**
 * Tell the server of a hint that is opened for the first time. An opened hint of an earlier visit opens by itself.
 *
 * @param {Outbox} outbox
 * @param {HTMLElement} hint
 */
function tellOfHint(outbox, hint) {
  const { hint: number, opened } = hint.dataset;
  if (!number || opened !== undefined || !hint.hasAttribute("open")) return;
  hint.dataset.opened = "";
  const form = /** @type {HTMLFormElement} */ (one(/** @type {HTMLElement} */ (hint.closest(".question")), "form"));
  void outbox.post(new URL(form.action).pathname, new URLSearchParams({ hint: number }));
}

/**
 * @param {Outbox} outbox
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter the button that was pressed, which may say something of its own
 * @param {() => void} changed
 */
async function send(outbox, form, submitter, changed) {
  const fields = [...new FormData(form, submitter)].map(
    ([name, value]) => /** @type {[string, string]} */ ([name, String(value)]),
  );
  const marked = /** @type {HTMLElement} */ (form.closest(".question") ?? form);
  marked.dataset.sending = "";
  const { pathname, search } = new URL(form.action);
  const answer = await outbox.post(pathname + search, new URLSearchParams(fields));
  marked.removeAttribute("data-sending");
  if (!answer.ok) return plainly(form, submitter); // the browser shows what the server has to say
  place(await answer.text(), form);
  changed();
}

/**
 * Send a form the plain way, with what its button says: `form.submit()` leaves the button out.
 *
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 */
function plainly(form, submitter) {
  if (submitter instanceof HTMLButtonElement && submitter.name) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: submitter.name, value: submitter.value });
    form.append(field);
  }
  form.submit();
}

/**
 * @param {string} html
 * @param {HTMLFormElement} [form] the one that was sent; the focus goes to what the page says of it
 */
function place(html, form) {
  const question = form?.closest(".question")?.id;
  const parts = [...new DOMParser().parseFromString(html, "text/html").body.children];
  for (const part of parts) document.getElementById(part.id)?.replaceWith(document.adoptNode(part));
  if (!parts.some(({ id }) => id === "kept")) one(document, "#kept").textContent = "";
  if (!form) return;
  const answered = question && document.getElementById(question);
  const focus = answered
    ? answered.querySelector("[data-feedback]")
    : document.querySelector(".question :is(input, select, textarea)");
  if (focus instanceof HTMLElement) focus.focus();
}
