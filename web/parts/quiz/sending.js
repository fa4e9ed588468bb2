/**
 * Sends answers without leaving the page, through the outbox, and says which the server does not have yet. The server
 * grades an answer and returns the question in its new state, as HTML from the page's own template; each part replaces
 * the element with the same id.
 */
import { all, one, write } from "../../stepper/dom.js";
import { Outbox } from "../../student/outbox.js";

const FRAGMENT = "Stepwire-Fragment";

/**
 * @param {HTMLElement} root
 * @param {() => void} changed called when a question's state has changed
 */
export function sendAnswers(root, changed) {
  const outbox = newOutbox();
  root.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.matches("[data-quiz-form]")) return;
    event.preventDefault();
    if (form.closest("[data-sending]")) return; // a double press
    void send(outbox, form, event.submitter, changed);
  });
  outbox.takeOver(async (letter, answer) => {
    const isHere = letter.url.startsWith(`${location.pathname.split("/").slice(0, 3).join("/")}/`);
    if (!isHere || !answer.ok) return;
    place(await answer.text());
    changed();
  });
}

/** @returns {Outbox} */
function newOutbox() {
  const outbox = new Outbox(storage(), ({ url, body }) => {
    const headers = {
      [FRAGMENT]: "1",
      Accept: "text/html",
      "Content-Type": "application/x-www-form-urlencoded",
    };
    return fetch(url, { method: "POST", body, headers, keepalive: true });
  });
  outbox.onChange(tell);
  addEventListener("online", () => outbox.retry());
  document.addEventListener("visibilitychange", () => document.hidden || outbox.retry());
  return outbox;
}

/** The browser's storage, unless it is refused. */
function storage() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

/**
 * Say how many answers the server does not have.
 *
 * @param {number} waiting
 * @param {boolean} away
 */
function tell(waiting, away) {
  const note = one(document, "#unsent");
  const what = waiting === 1 ? "1 answer is" : `${waiting} answers are`;
  write(note, away ? `${what} not sent yet. It is kept in this browser, and sent when the server can be reached.` : "");
  note.hidden = !away;
  for (const marked of all(document, "[data-sending]")) marked.dataset.sending = away ? "later" : "";
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
  const answer = await outbox.post(new URL(form.action).pathname, new URLSearchParams(fields));
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
