/**
 * A page's outbox: sends by `fetch`, in the name of the page's student, and says what the server does not have yet.
 */
import { all, one, write } from "../stepper/dom.js";
import { Outbox } from "./outbox.js";

/** The header by which a script asks for what changed instead of a whole page. */
export const FRAGMENT = "Stepwire-Fragment";

/** @returns {Outbox} */
export function pageOutbox() {
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
 * Say how many letters the server does not have.
 *
 * @param {number} waiting
 * @param {boolean} away
 */
function tell(waiting, away) {
  const note = one(document, "#unsent");
  const [what, it] = waiting === 1 ? ["1 thing you did is", "It is"] : [`${waiting} things you did are`, "They are"];
  write(note, away ? `${what} not sent yet. ${it} kept in this browser, and sent when the server can be reached.` : "");
  note.hidden = !away;
  for (const marked of all(document, "[data-sending]")) marked.dataset.sending = away ? "later" : "";
}
