import assert from "node:assert/strict";
import { test } from "node:test";
import { Window } from "happy-dom";
import { readRun } from "../../parts/run.js";
import { wireParts } from "../../stepper/wire.js";

/** @param {string} html */
function page(html) {
  const window = new Window();
  Object.assign(globalThis, { document: window.document, HTMLElement: window.HTMLElement });
  document.body.innerHTML = html;
  return /** @type {HTMLElement} */ (document.querySelector("main"));
}

/**
 * The parts of a page that scripts for a stage and a quiz start.
 *
 * @param {string} html
 */
function wired(html) {
  /** @type {string[]} */
  const roots = [];
  const part = (/** @type {HTMLElement} */ root) => void roots.push(root.id);
  wireParts(page(html), { stage: part, quiz: part }, /** @type {any} */ ({}));
  return roots;
}

test("each part that the page promises is wired with its root, in the page's order", () => {
  const html = `<main data-parts="snapshot quiz stage"><p data-part="stage" id="a"></p><p data-part="quiz" id="b"></p></main>`;
  assert.deepEqual(wired(html), ["b", "a"]);
});

test("a part that the page does not promise is left alone, and not missed", () => {
  assert.deepEqual(wired(`<main data-parts="stage"><p data-part="stage" id="a"></p></main>`), ["a"]);
});

test("a part that was promised and is not there is an error with its name", () => {
  assert.throws(
    () => wired(`<main data-parts="stage quiz"><p data-part="stage"></p></main>`),
    /no \[data-part="quiz"\]/,
  );
});

test("the run is read from the page's data, with what they leave out", () => {
  const lines = { total: 3, url: "/lines.json?trace=1" };
  const phases = [
    { kind: "sends", sentence: "It sends." },
    { kind: "handles", box: "accepts", sentence: "It runs.", line: 8, raised: [8, "ValueError"], lines },
    { kind: "responds", sentence: "It sends.", line: 9, leaves: [2, 3] },
  ];
  const data = JSON.stringify({
    trace: "1f",
    steps: [
      { sentence: "One.", phases, ran: [8, 9] },
      { sentence: "Over.", phases: [] },
    ],
  });
  assert.deepEqual(readRun(page(`<main><script type="application/json" data-part="run">${data}</script></main>`)), [
    {
      number: 1,
      sentence: "One.",
      phases: [
        { kind: "sends", box: "sends", sentence: "It sends.", line: null, raised: null, lines: null, leaves: null },
        {
          kind: "handles",
          box: "accepts",
          sentence: "It runs.",
          line: 8,
          raised: [8, "ValueError"],
          lines: { ...lines, note: "", window: null },
          leaves: null,
        },
        {
          kind: "responds",
          box: "responds",
          sentence: "It sends.",
          line: 9,
          raised: null,
          lines: null,
          leaves: [2, 3],
        },
      ],
      ran: [8, 9],
    },
    { number: 2, sentence: "Over.", phases: [], ran: [] },
  ]);
});
