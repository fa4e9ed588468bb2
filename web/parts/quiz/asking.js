/**
 * Questions that are asked on the way come to the stage at the end of their step: below the screen, and into it when
 * the learner wants to go on. The gate stays there until the learner has answered or passed each one. When the cursor
 * leaves the step, the questions go back to the quiz.
 *
 * The document holds a question's state: `data-asked-after` is its step, `data-state` says whether it is open, and
 * `data-past` that the learner has chosen to see past it.
 */
import { all, one } from "../../stepper/dom.js";

const WAITING = ".question[data-asked-after][data-state=open]:not([data-past])";

/**
 * The last step that the learner may see. `?ask=no` in the address opens all steps, for one who shows the lesson to
 * others.
 *
 * @param {ParentNode} page
 */
export function gateOf(page) {
  if (new URLSearchParams(location.search).get("ask") === "no") return Number.POSITIVE_INFINITY;
  const elsewhere = all(page, "[data-gate-at]").map(({ dataset }) => Number(dataset.gateAt));
  return Math.min(...elsewhere, ...all(page, WAITING).map(({ dataset }) => Number(dataset.askedAfter)));
}

/**
 * In a page without the quiz, who wants to see past a question comes to the link that leads to it.
 *
 * @param {HTMLElement} page
 * @param {import("../../stepper/player.js").Player} player
 */
export function askedElsewhere(page, player) {
  const link = page.querySelector("[data-gate-at] a");
  if (!(link instanceof HTMLElement)) return;
  if (player.gate === player.steps) return void link.closest("[data-gate-at]")?.remove();
  player.follow(() => {
    if (player.held && player.wanted) link.focus();
  });
}

/**
 * @param {HTMLElement} page
 * @param {import("../../stepper/player.js").Player} player
 * @returns {() => void} looks anew at how the questions stand
 */
export function asking(page, player) {
  const focus = lending(page);
  /** @type {unknown} */
  let heard = null;
  const leave = () => {
    const inside = document.activeElement?.closest("[data-asked]");
    all(page, "[data-asks]").forEach(sendHome);
    if (inside) focus.back();
  };
  const goOn = () => {
    const { step } = player.cursor;
    player.goOn();
    if (player.cursor.step === step) leave(); // the last step has none after it
    one(page, "[data-screen]").scrollIntoView(); // the question stood at its end and is gone
    if (document.activeElement === document.body) focus.back();
  };
  player.follow(({ step }, before) => {
    if (step !== before.step) leave();
    if (player.held) bring(page, step);
    if (player.held && player.wanted && player.wanted !== heard) focus.lend();
    heard = player.wanted;
  });
  page.addEventListener("click", ({ target }) => {
    const pressed = /** @type {Element} */ (target);
    if (pressed.closest("[data-go-on]")) goOn();
    else if (pressed.closest("[data-to-question]")) focus.lend();
    else if (pressed.closest("[data-asks-close]")) close(page);
  });
  return () => {
    player.setGate(gateOf(page));
    const here = page.querySelector("[data-asks]:has(.question)");
    if (!(here instanceof HTMLElement)) return;
    if (here.querySelector(WAITING)) focus.hold();
    else if (here.querySelector(".question[data-past]")) goOn();
    else one(here, "[data-go-on]").hidden = false;
  };
}

/**
 * Moves the focus to a question, and afterwards back to its former element.
 *
 * @param {HTMLElement} page
 */
function lending(page) {
  /** @type {HTMLElement | null} */
  let from = null;
  return {
    lend() {
      const active = document.activeElement;
      if (next(page)?.contains(active)) return; // moving the focus again would take it out of its field
      const elsewhere = active instanceof HTMLElement && active !== document.body && !active.closest("[data-asks]");
      if (elsewhere) from = active;
      whenSettled(() => turnTo(page));
    },
    /** Move the focus to the next question if its element is gone. */
    hold() {
      if (document.activeElement === document.body) turnTo(page);
    },
    back() {
      (from?.isConnected ? from : one(page, "[data-do=forward]")).focus();
      from = null;
    },
  };
}

/**
 * The next question to answer at the stage.
 *
 * @param {HTMLElement} page
 */
function next(page) {
  return page.querySelector(`[data-asks] ${WAITING}`) ?? page.querySelector("[data-asks] .question");
}

/** @param {HTMLElement} page */
function turnTo(page) {
  const question = next(page);
  if (!(question instanceof HTMLElement)) return; // the cursor has left the step meanwhile
  const here = /** @type {HTMLElement} */ (question.closest("[data-asks]"));
  here.dataset.inScreen = "";
  question.tabIndex = -1;
  question.focus({ preventScroll: true });
  here.scrollTop = question === here.querySelector(".question") ? 0 : question.offsetTop;
  const room = innerHeight - (Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingBottom) || 0);
  const isSeen = () => here.getBoundingClientRect().top >= 0 && here.getBoundingClientRect().bottom <= room;
  if (!isSeen()) one(page, "[data-screen]").scrollIntoView();
  if (!isSeen()) here.scrollIntoView(); // a low window cannot show the whole screen
}

/**
 * Show the step again in the place of its question, which then stands below the screen.
 *
 * @param {HTMLElement} page
 */
function close(page) {
  for (const here of all(page, "[data-asks][data-in-screen]")) delete here.dataset.inScreen;
  one(page, "[data-do=forward]").focus();
}

/**
 * Act after the browser has settled: going to a new address takes the focus away, even when the page has just set it.
 *
 * @param {() => void} act
 */
function whenSettled(act) {
  if (document.readyState === "complete") requestAnimationFrame(act);
  else addEventListener("load", () => requestAnimationFrame(act), { once: true });
}

/**
 * Bring the questions that wait at the end of a step to its place on the stage.
 *
 * @param {HTMLElement} page
 * @param {number} step
 */
function bring(page, step) {
  const here = one(page, `.step[data-step="${step}"] [data-asks]`);
  for (const question of all(page, `${WAITING}[data-asked-after="${step}"]`)) {
    if (question.closest("[data-asks]")) continue;
    question.replaceWith(sign(question));
    one(here, "[data-go-on]").before(question);
  }
  one(here, "[data-go-on]").hidden = true;
  show(here, true);
}

/** @param {HTMLElement} here */
function sendHome(here) {
  delete here.dataset.inScreen;
  for (const question of all(here, ".question")) {
    document.querySelector(`[data-away="${question.id}"]`)?.replaceWith(question);
  }
  show(here, false);
}

/**
 * @param {HTMLElement} here
 * @param {boolean} asked
 */
function show(here, asked) {
  one(here, "[data-asked]").hidden = !asked;
  one(here, "[data-asks-where]").hidden = asked;
}

/**
 * A placeholder for the quiz while its question is at the stage.
 *
 * @param {HTMLElement} question
 */
function sign(question) {
  const element = document.createElement("article");
  element.className = "question away";
  element.dataset.away = question.id;
  const words = document.createElement("p");
  words.textContent = `Question ${one(question, ".numeral").textContent} is asked at step ${question.dataset.askedAfter}.`;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.dataset.toQuestion = "";
  button.textContent = "To the question";
  element.append(words, button);
  return element;
}
