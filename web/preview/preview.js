/**
 * The author's view of a lesson under way: loads the page anew when the lesson has changed, and shows what is wrong
 * with the file above the page, in the bar of the controls, in the tab's title, and at the parts that it concerns.
 * Students' pages do not have it.
 *
 * The page's address keeps the cursor; the session storage keeps the rest of the reader's place.
 */
import { all, one } from "../stepper/dom.js";
import { keep, keepingFocus, resume } from "./keep-place.js";

const TITLE = document.title;

/** @param {HTMLElement} panel */
function listen(panel) {
  const news = new EventSource(panel.dataset.preview ?? "");
  news.addEventListener("message", ({ data }) => void follow(data));
  addEventListener("pagehide", () => news.close());
}

/**
 * @param {string} state the run of the preview, then how often the page and its problems have changed: `1f2e 3.1`
 */
async function follow(state) {
  const panel = one(document, "#preview");
  const before = panel.dataset.state ?? "";
  if (state === before) return;
  if (!panel.dataset.panel || pageOf(state) !== pageOf(before)) return reload();
  const answer = await fetch(panel.dataset.panel);
  if (!answer.ok) return reload();
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#preview");
  if (!(fresh instanceof HTMLElement)) return reload();
  // The announced state may be old by now; the panel names its own state.
  if (pageOf(fresh.dataset.state ?? "") !== pageOf(before)) return reload();
  keepingFocus(() => {
    one(document, "#preview").replaceWith(document.adoptNode(fresh));
    show(fresh);
  });
}

/** @param {string} state */
function pageOf(state) {
  return state.replace(/\.\d+$/, "");
}

function reload() {
  keep();
  location.reload();
}

/** @param {HTMLElement} panel */
function show(panel) {
  const count = Number(panel.dataset.problems);
  document.title = count ? `(${count}) ${TITLE}` : TITLE;
  mark(panel);
  keepInSight(panel);
}

/**
 * Put the line that leads to the panel on the bar, if there is one, so that the line is always in sight.
 *
 * @param {HTMLElement} panel
 */
function keepInSight(panel) {
  for (const old of all(document, ".transport > .preview-line")) old.remove();
  const line = panel.querySelector(".preview-line");
  if (!line) return;
  document.querySelector(".transport:not([hidden])")?.prepend(line);
  line.addEventListener("click", (event) => {
    event.preventDefault(); // the address is the cursor's
    panel.scrollIntoView();
    one(panel, ".preview-head").focus({ preventScroll: true });
  });
}

/**
 * Repeat each problem at the part of the page that it concerns, and have its place lead there.
 *
 * @param {HTMLElement} panel
 */
function mark(panel) {
  for (const note of all(document, ".preview-note")) note.remove();
  for (const problem of all(panel, "[data-concerns]")) {
    const part = document.querySelector(problem.dataset.concerns ?? "") ?? document.querySelector("main");
    const note = document.createElement("p");
    note.className = "preview-note";
    note.textContent = one(problem, "[data-said]").textContent;
    const notes = part?.querySelector(":scope > [data-notes]");
    if (notes) notes.append(note);
    else part?.prepend(note);
    one(problem, "[data-to-part]").addEventListener("click", (event) => {
      event.preventDefault(); // the address is the cursor's
      note.scrollIntoView({ block: "center" });
    });
  }
}

const panel = one(document, "#preview");
show(panel);
listen(panel);
if (document.readyState === "complete") resume();
else addEventListener("load", resume);
