/** Wires the page: the player, and every view with its own root. Views know the player and not each other. */
import { asking, gateOf } from "./asking.js";
import { Clock } from "./clock.js";
import { code } from "./code.js";
import { covers } from "./cover.js";
import { one } from "./dom.js";
import { flow } from "./flow.js";
import { keys } from "./keys.js";
import { lines } from "./lines.js";
import { order } from "./order.js";
import { Player } from "./player.js";
import { pointing } from "./pointing.js";
import { points } from "./points.js";
import { quiz } from "./quiz.js";
import { Reading } from "./reading.js";
import { readRun } from "./run.js";
import { stage } from "./stage.js";
import { table } from "./table.js";
import { theme } from "./theme.js";
import { tracker } from "./tracker.js";
import { transport } from "./transport.js";
import { url } from "./url.js";
import { Windows } from "./windows.js";

/**
 * @param {HTMLElement} page
 * @returns {(() => void)[]} what looks anew at the questions when one stands otherwise
 */
function wireStepper(page) {
  const run = readRun(page);
  const player = new Player(run.map(({ phases }) => phases.map((phase) => phase.lines?.total ?? 0)));
  player.setGate(gateOf(document));
  const clock = new Clock(player);
  const reading = new Reading(player, run, new Windows());
  url(player, clock);
  stage(one(page, ".stage"), player, clock);
  code(one(page, ".program"), player, run, reading);
  lines(one(page, ".program"), player, clock, reading);
  flow(one(page, ".flow"), player, run);
  table(one(page, ".execution"), player);
  tracker(one(page, ".tracking"), player);
  transport(one(page, "[data-transport]"), player, clock, run, reading);
  points(player, clock);
  keys(/** @type {HTMLDialogElement} */ (one(document, "[data-keys]")), player, clock);
  stopAtQuestions(clock);
  showFieldsWhole();
  const main = one(document, "main");
  const looks = [covers(main, player), asking(main, player)];
  for (const skip of document.querySelectorAll("[data-for-scripts]")) skip.removeAttribute("hidden");
  return looks;
}

/**
 * Playing never talks over a question.
 *
 * @param {Clock} clock
 */
function stopAtQuestions(clock) {
  document.addEventListener("focusin", ({ target }) => {
    if (/** @type {Element} */ (target).closest(".question")) clock.stop();
  });
}

/** A browser brings the first line of a text field into sight and leaves the rest of it under the bar. */
function showFieldsWhole() {
  document.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLTextAreaElement) target.scrollIntoView({ block: "nearest" });
  });
}

theme(one(document, "[data-theme-toggle]"));
const stepper = document.querySelector("[data-stepper]");
if (stepper instanceof HTMLElement) {
  const page = one(document, "main");
  const looks = [...wireStepper(stepper), order(page), pointing(page)];
  quiz(page, () => {
    for (const look of looks) look();
  });
}
