import { cover, uncover } from "../../stepper/cover.js";
import { all, one } from "../../stepper/dom.js";

const FRAGMENT = { "Stepwire-Fragment": "1" };

/** What tells the outcome of a step on the stage. */
const OUTCOME = ".went, .did, .changes dd, .sentence, .phase:not([data-phase='1']) .event";

/**
 * Predictions: the player opens a step, and goes no further until the learner has answered or skipped its question.
 *
 * @param {HTMLElement} root
 * @param {import("../../stepper/wire.js").Stepper} stepper
 * @returns {(on: boolean) => void} switches them on or off
 */
export function predicting(root, { page, player, clock, outbox }) {
  const steps = (root.dataset.steps ?? "").split(" ").map(Number);
  const place = one(page, "[data-predict-place]");
  const after = (/** @type {number} */ step) => steps.find((other) => other > step) ?? Number.POSITIVE_INFINITY;
  const screen = one(page, "[data-screen]");
  let asked = 0;
  let playing = 0;
  const clear = () => place.replaceChildren();
  /** The verdict stands below the outcome, which leaves it the room. */
  const tell = (/** @type {HTMLElement[]} */ told) => {
    place.replaceChildren(...told);
    screen.style.setProperty("--told", `${place.scrollHeight}px`);
  };
  const ask = async (/** @type {number} */ step) => {
    asked = step;
    coverOutcome(page, step);
    const answer = await fetch(`${root.dataset.at}/${step}/predict`, { headers: FRAGMENT }).catch(() => null);
    if (asked !== step || player.ajar !== step) return;
    if (!answer?.ok) {
      reveal(step); // nobody is kept from the run by a server that does not answer
      return player.seek({ step });
    }
    place.replaceChildren(...parsed(await answer.text()));
    turnTo(page, place);
  };
  const reveal = (/** @type {number} */ step) => {
    uncoverAll(page);
    player.setAjar(after(step));
  };
  const goOn = () => {
    clock.stop();
    if (player.cursor.step === asked && player.done < asked) player.seek({ step: asked });
    else player.forward();
  };
  player.follow(({ step }) => {
    if (player.opening && step !== asked) void ask(step);
    else if (player.opening && player.wanted) turnTo(page, place, true);
    if (step !== asked) clear();
    if (!player.opening && step !== asked) asked = 0;
    if (playing && (player.done >= playing || step !== playing)) {
      playing = 0;
      clock.stop();
    }
  });
  place.addEventListener("click", ({ target }) => {
    const pressed = /** @type {Element} */ (target);
    if (pressed.closest("[data-predict-on]")) goOn();
    if (!pressed.closest("[data-predict-skip]")) return;
    const step = asked;
    clear();
    reveal(step);
    player.seek({ step });
  });
  place.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (form.dataset.sending !== undefined) return; // a double press
    const step = asked;
    const told = await send(outbox, form, event.submitter, (html) => {
      if (form.isConnected) tell(parsed(html));
    });
    reveal(step);
    if (asked !== step) return; // the learner has gone on meanwhile
    one(place, told ? "[data-feedback]" : "article").focus({ preventScroll: true });
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return player.seek({ step });
    playing = step;
    player.phaseForward();
    clock.start();
  });
  return (on) => {
    root.toggleAttribute("data-on", on);
    place.hidden = !on;
    if (!on) {
      uncoverAll(page);
      clear();
      asked = 0;
    }
    const from = player.cursor.step === 1 && location.hash === "" ? 0 : player.cursor.step;
    player.setAjar(on ? after(from) : Number.POSITIVE_INFINITY);
  };
}

/**
 * Send an answer through the outbox.
 *
 * @param {import("../../student/outbox.js").Outbox} outbox
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 * @param {(html: string) => void} tell shows what the server tells, whenever it does
 * @returns {Promise<boolean>} whether the server has told; if it cannot be reached now, the answer waits
 */
async function send(outbox, form, submitter, tell) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form, submitter)) body.append(name, String(value));
  form.dataset.sending = "";
  return new Promise((told) => {
    const sent = outbox.post(new URL(form.action).pathname, body, () => told(false));
    void sent.then(async (answer) => {
      form.removeAttribute("data-sending");
      if (answer.ok) tell(await answer.text());
      told(answer.ok);
    });
  });
}

/** @param {string} html */
function parsed(html) {
  return [...new DOMParser().parseFromString(html, "text/html").body.children].map(
    (element) => /** @type {HTMLElement} */ (document.adoptNode(element)),
  );
}

/**
 * Move the focus to the question, and the screen, of which it is a part, into sight.
 *
 * @param {HTMLElement} page
 * @param {HTMLElement} place
 * @param {boolean} [again] somebody wants to go on, and has not answered
 */
function turnTo(page, place, again = false) {
  const article = place.querySelector("article");
  if (!(article instanceof HTMLElement)) return;
  if (again) nudge(article);
  if (!article.contains(document.activeElement)) article.focus({ preventScroll: true });
  const screen = one(page, "[data-screen]");
  const bar = Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingBottom) || 0;
  const { bottom } = place.getBoundingClientRect();
  if (screen.getBoundingClientRect().top < 0 || bottom > innerHeight - bar) screen.scrollIntoView();
}

/**
 * Draw the eye to a question for a moment.
 *
 * @param {HTMLElement} question
 */
function nudge(question) {
  question.removeAttribute("data-nudged");
  requestAnimationFrame(() => question.setAttribute("data-nudged", ""));
}

/**
 * @param {HTMLElement} page
 * @param {number} step
 */
function coverOutcome(page, step) {
  for (const element of all(page, `.step[data-step="${step}"] :is(${OUTCOME})`)) {
    element.dataset.outcome = "";
    if (element.matches(".unseen")) element.hidden = true;
    else cover(element, "covered until you answer");
  }
}

/** @param {HTMLElement} page */
function uncoverAll(page) {
  for (const element of all(page, "[data-outcome]")) {
    element.removeAttribute("data-outcome");
    element.hidden = false;
    uncover(element);
  }
}
