/**
 * Wires a lesson's page: makes one cursor and gives each part its root. Parts know the cursor but not each other. The
 * page names its parts (`data-parts`); a named part without a root is an error.
 */

import { CurrentLine } from "../parts/lines/current-line.js";
import { LineWindows } from "../parts/lines/line-windows.js";
import { points } from "../parts/points.js";
import { askedElsewhere, gateOf } from "../parts/quiz/asking.js";
import { readRun } from "../parts/run.js";
import { theme } from "../site/theme.js";
import { pageOutbox } from "../student/page-outbox.js";
import { bookmark } from "./bookmark.js";
import { Clock } from "./clock.js";
import { covers } from "./cover.js";
import { all, one } from "./dom.js";
import { keys } from "./keys.js";
import { offerPlace, onwardOf } from "./onward.js";
import { Player } from "./player.js";
import { format, url } from "./url.js";

/**
 * Every part gets the page, the run, the player with the cursor, the clock, the current line, what follows the last
 * step, and the outbox for what the student does. `signal` ends when another run takes this one's place, and takes the
 * listeners off that outlast the part's root; `again` says that this run has taken the place of one before it.
 *
 * @typedef {{ page: HTMLElement, run: import("../parts/run.js").Step[], player: Player, clock: Clock,
 *   currentLine: CurrentLine, onward: import("./onward.js").Onward,
 *   outbox: import("../student/outbox.js").Outbox, signal: AbortSignal, again: boolean }} Stepper
 * @typedef {(root: HTMLElement, stepper: Stepper) => void} Part
 * @typedef {{ place: import("./player.js").Place, fetchLines: (url: string) => Promise<Window> }} Again where the cursor
 *   begins in another run, and what fetches the lines of its calls
 * @typedef {import("../parts/lines/line-windows.js").Window} Window
 * @typedef {{ stepper: Stepper, off: AbortController }} Wired `off` takes the stepper off
 */

/**
 * @param {Record<string, Part>} parts the scripts of a mode's parts, by part name
 * @returns {Wired}
 */
export function wire(parts) {
  theme(one(document, "[data-theme-toggle]"));
  const page = one(document, "main");
  const off = new AbortController();
  const stepper = stepperOf(page, pageOutbox(), off.signal);
  covers(page, stepper.player);
  askedElsewhere(page, stepper.player);
  wireParts(page, parts, stepper);
  if (!("otherRun" in page.dataset)) {
    keepPlaceBetweenModes(stepper.player);
    offerPlace(page, stepper.player);
    bookmark(page, stepper.player);
  }
  stepper.outbox.takeOver();
  showFieldsWhole();
  for (const skip of all(document, "[data-for-scripts]")) skip.removeAttribute("hidden");
  return { stepper, off };
}

/**
 * Start the script of each part that the page names, with the part's root. A part without a script needs no root.
 * Scripts of other parts do not start: a lesson without questions has no quiz.
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
 * @param {import("../student/outbox.js").Outbox} outbox
 * @param {AbortSignal} signal
 * @param {Again} [again]
 * @returns {Stepper}
 */
export function stepperOf(page, outbox, signal, again) {
  const run = readRun(page);
  const lines = run.map(({ phases }) => phases.map((phase) => phase.lines?.total ?? 0));
  const player = new Player(lines, page.dataset.zoom === "phase" ? "phase" : "step");
  player.setGate(gateOf(page));
  const clock = new Clock(player);
  const currentLine = new CurrentLine(player, run, new LineWindows(again?.fetchLines));
  if (page.dataset.zoom === "phase") player.first();
  if (again) player.seek(again.place);
  url(player, clock, signal, !again);
  points(player, clock, signal);
  keys(/** @type {HTMLDialogElement} */ (one(document, "[data-keys]")), player, clock, signal);
  return { page, run, player, clock, currentLine, onward: onwardOf(page), outbox, signal, again: Boolean(again) };
}

/**
 * Keep the links to other modes, and those that lead to editing, at the reader's place.
 *
 * @param {Player} player
 */
function keepPlaceBetweenModes(player) {
  const links = /** @type {HTMLAnchorElement[]} */ (all(document, ".modes li a, [data-edit]"));
  player.follow(({ step, phase, line }) => {
    const atStart = step === 1 && phase <= 1 && line === 0;
    const place = atStart ? "" : format(player.cursor).slice(1);
    for (const link of links) link.hash = (link.dataset.edit ?? "") + place;
  });
}

/** Browsers scroll only the first line of a focused text field into sight, and leave the rest under the bar. */
function showFieldsWhole() {
  document.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLTextAreaElement) target.scrollIntoView({ block: "nearest" });
  });
}
