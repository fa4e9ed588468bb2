import { all, one, setData, write } from "../stepper/dom.js";

const FRAGMENT = "Stepwire-Fragment";

/**
 * The program that fails: says which cell is chosen, marks the row at the cursor, and sends answers without leaving the
 * page. The server returns the task in its new state, as HTML.
 *
 * @param {HTMLElement} root
 * @param {import("../stepper/wire.js").Stepper} stepper
 */
export function failing(root, { player }) {
  root.addEventListener("change", () => tellChosen(root));
  root.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.matches("[data-why-form]") || form.dataset.sending) return;
    event.preventDefault();
    form.dataset.sending = "1";
    void send(root, form, event.submitter).then(() => mark(root, player.cursor.step));
  });
  player.follow(({ step }, before) => mark(root, before.step === step && step === 1 ? 0 : step));
}

/** @param {HTMLElement} root */
function tellChosen(root) {
  const chosen = root.querySelector("input[name=cell]:checked");
  const said = root.querySelector("[data-chosen]");
  if (chosen && said instanceof HTMLElement) write(said, `Chosen: ${chosen.getAttribute("aria-label")}`);
}

/**
 * @param {HTMLElement} root
 * @param {number} step
 */
function mark(root, step) {
  for (const row of all(root, "tr[data-step]")) {
    if (Number(row.dataset.step) === step) setData(row, "state", "now");
    else row.removeAttribute("data-state");
  }
}

/**
 * @param {HTMLElement} root
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 */
async function send(root, form, submitter) {
  const body = new URLSearchParams([...new FormData(form, submitter)].map(([name, value]) => [name, String(value)]));
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body,
      headers: { [FRAGMENT]: "1", Accept: "text/html" },
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const task = one(page, "#why-task");
    one(root, "#why-task").replaceWith(document.adoptNode(task));
    const told = task.querySelector("[data-feedback]");
    if (told instanceof HTMLElement) told.focus();
  } catch {
    if (submitter instanceof HTMLButtonElement && submitter.name) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: submitter.name, value: submitter.value });
      form.append(field);
    }
    form.submit(); // the browser shows what the server has to say
  }
}
