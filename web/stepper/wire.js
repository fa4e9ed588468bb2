/**
 * Wires a lesson's page: one cursor, and each part of the page with its own root. Parts know the cursor and not each
 * other. The page says which parts it has (`data-parts`); it is an error when one of those lacks its root.
 */

import { CurrentLine } from "../parts/lines/current-line.js";
import { LineWindows } from "../parts/lines/line-windows.js";
import { points } from "../parts/points.js";
import { gateOf } from "../parts/quiz/asking.js";
import { readRun } from "../parts/run.js";
import { theme } from "../site/theme.js";
import { Clock } from "./clock.js";
import { covers } from "./cover.js";
import { all, one } from "./dom.js";
import { keys } from "./keys.js";
import { Player } from "./player.js";
import { format, url } from "./url.js";

/**
 * What every part is given: the page it stands on, the run, the cursor, and what moves the cursor or follows it.
 *
 * @typedef {{ page: HTMLElement, run: import("../parts/run.js").Step[], player: Player, clock: Clock,
 *   currentLine: CurrentLine }} Stepper
 * @typedef {(root: HTMLElement, stepper: Stepper) => void} Part
 */

/** @param {Record<string, Part>} parts the scripts of the parts that a mode has, by the names of the parts */
export function wire(parts) {
  theme(one(document, "[data-theme-toggle]"));
  const page = one(document, "main");
  const stepper = stepperOf(page);
  covers(page, stepper.player);
  wireParts(page, parts, stepper);
  keepPlaceBetweenModes(stepper.player);
  showFieldsWhole();
  for (const skip of all(document, "[data-for-scripts]")) skip.removeAttribute("hidden");
}

/**
 * Give each part that the page promises its root. A part without a script needs none, and a script whose part the page
 * does not promise is not started: a lesson without questions has no quiz.
 *
 * @param {HTMLElement} page
 * @param {Record<string, Part>} parts
 * @param {Stepper} stepper
 */
export function wireParts(page, parts, stepper) {
  for (const name of (page.dataset.parts ?? "").split(" ")) {
    const part = parts[name];
    if (part) part(one(page, `[data-part="${name}"]`), stepper);
  }
}

/**
 * @param {HTMLElement} page
 * @returns {Stepper}
 */
function stepperOf(page) {
  const run = readRun(page);
  const lines = run.map(({ phases }) => phases.map((phase) => phase.lines?.total ?? 0));
  const player = new Player(lines, page.dataset.zoom === "phase" ? "phase" : "step");
  player.setGate(gateOf(page));
  const clock = new Clock(player);
  const currentLine = new CurrentLine(player, run, new LineWindows());
  if (page.dataset.zoom === "phase") player.first();
  url(player, clock);
  points(player, clock);
  keys(/** @type {HTMLDialogElement} */ (one(document, "[data-keys]")), player, clock);
  return { page, run, player, clock, currentLine };
}

/**
 * A link to another mode leads to the place where the reader is.
 *
 * @param {Player} player
 */
function keepPlaceBetweenModes(player) {
  const links = /** @type {HTMLAnchorElement[]} */ (all(document, ".modes a"));
  player.follow(({ step, phase, line }) => {
    const atStart = step === 1 && phase <= 1 && line === 0;
    for (const link of links) link.hash = atStart ? "" : format(player.cursor);
  });
}

/** A browser brings the first line of a text field into sight and leaves the rest of it under the bar. */
function showFieldsWhole() {
  document.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLTextAreaElement) target.scrollIntoView({ block: "nearest" });
  });
}
