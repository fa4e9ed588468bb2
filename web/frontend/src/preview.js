/**
 * The author's view of a lesson under way: loads the page anew when the lesson has changed, and shows what is wrong
 * with the file above the page and at the parts that it concerns. Students' pages do not have it.
 *
 * The page's address keeps the cursor, and the session keeps how far the page was scrolled.
 */
import { all, one } from "./dom.js";

const SCROLLED = "stepwire-preview-scrolled";

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
  // What was told before we asked may be old by now: the panel itself says what it is of.
  if (pageOf(fresh.dataset.state ?? "") !== pageOf(before)) return reload();
  one(document, "#preview").replaceWith(document.adoptNode(fresh));
  mark(fresh);
}

/** @param {string} state */
function pageOf(state) {
  return state.replace(/\.\d+$/, "");
}

function reload() {
  sessionStorage.setItem(SCROLLED, `${location.pathname} ${scrollY}`);
  location.reload();
}

/** Take up the place that the page before this one was left at. */
function scrollBack() {
  const [path, top] = (sessionStorage.getItem(SCROLLED) ?? "").split(" ");
  sessionStorage.removeItem(SCROLLED);
  if (path === location.pathname) scrollTo({ top: Number(top), behavior: "instant" });
}

/**
 * Repeat each problem at the part of the page that it concerns, and have its place lead there.
 *
 * @param {HTMLElement} panel
 */
function mark(panel) {
  for (const note of all(document, ".preview-note")) note.remove();
  for (const problem of all(panel, "[data-part]")) {
    const part = document.querySelector(problem.dataset.part ?? "") ?? document.querySelector("main");
    const note = document.createElement("p");
    note.className = "preview-note";
    note.textContent = one(problem, "[data-said]").textContent;
    part?.prepend(note);
    one(problem, "[data-to-part]").addEventListener("click", (event) => {
      event.preventDefault(); // the address is the cursor's
      note.scrollIntoView({ block: "center" });
    });
  }
}

const panel = one(document, "#preview");
mark(panel);
listen(panel);
if (document.readyState === "complete") scrollBack();
else addEventListener("load", scrollBack);
