import assert from "node:assert/strict";
import { test } from "node:test";
import { CurrentLine } from "../../parts/lines/current-line.js";
import { stateAt } from "../../parts/lines/line-state.js";
import { LineWindows } from "../../parts/lines/line-windows.js";
import { Player } from "../../stepper/player.js";

const place = (/** @type {Player} */ { cursor }) => `${cursor.step}.${cursor.phase}.${cursor.line}`;

test("lines go on from call to call through the phases between them, and the same way back", () => {
  const player = new Player([[0], [0, 2, 0], [1]]);
  const there = [place(player)];
  for (let count = 0; count < 8; count++) {
    player.lineForward();
    there.push(place(player));
  }
  assert.deepEqual(there, ["1.0.0", "1.1.0", "2.1.0", "2.2.0", "2.2.1", "2.2.2", "2.3.0", "3.1.0", "3.1.1"]);
  player.lineForward();
  assert.equal(place(player), "3.1.1");
  const back = [];
  for (let count = 0; count < 7; count++) {
    player.lineBack();
    back.push(place(player));
  }
  assert.deepEqual(back, ["3.1.0", "2.3.0", "2.2.2", "2.2.1", "2.2.0", "2.1.0", "1.1.0"]);
});

test("from a step as a whole one comes to its first line at once", () => {
  const player = new Player([[0], [0, 2, 1]]);
  player.seek({ step: 2 });
  assert.deepEqual([player.phaseWithLines(1), player.phaseWithLines(2)], [0, 2]);
  player.lineForward();
  assert.equal(place(player), "2.2.1");
});

test("by lines there is nothing before the start or after the end, and nobody is told of it", () => {
  const player = new Player([[0], [0]]);
  player.lineBack();
  assert.deepEqual([place(player), player.zoom], ["1.0.0", "step"]);
  player.seek({ step: 2, phase: 1 });
  player.lineForward();
  assert.deepEqual([place(player), player.zoom], ["2.1.0", "phase"]);
});

test("a line outside its call goes to the nearest one, and a phase without lines has none", () => {
  const player = new Player([[0, 2]]);
  player.seek({ step: 1, phase: 2, line: 99 });
  assert.equal(place(player), "1.2.2");
  player.seek({ step: 1, phase: 1, line: 1 });
  assert.equal(place(player), "1.1.0");
  player.seek({ step: 9, phase: 2, line: 1 });
  assert.equal(place(player), "1.0.0");
});

test("while its lines pass a phase is not over, nor is the step that it is the last of", () => {
  const player = new Player([[0, 3]]);
  const told = [];
  for (const line of [0, 1, 2, 3]) {
    player.seek({ step: 1, phase: 2, line });
    told.push([player.reached, player.done]);
  }
  assert.deepEqual(told, [
    [2, 1],
    [1, 0],
    [1, 0],
    [2, 1],
  ]);
});

test("going by lines the zoom stays with them between calls, until steps or phases are gone by", () => {
  const player = new Player([[0, 1, 0]]);
  player.lineForward();
  assert.equal(player.zoom, "line");
  player.phaseForward();
  assert.equal(player.zoom, "phase");
  player.first();
  assert.equal(player.zoom, "step");
});

/** @returns {import("../../parts/lines/line-windows.js").Window} */
const nested = () => ({
  first: 10,
  below: 0,
  stack: [{ call: 0, function: "handle", number: 3, variables: { a: "1", b: "2" } }],
  module: { history: "[]" },
  printed: "before\n",
  lines: [
    { number: 7, event: "call", function: "clean", call: 1, depth: 1, sentence: "", changes: [change("t", "'x'", 1)] },
    { number: 8, event: "line", function: "clean", call: 1, depth: 1, sentence: "", printed: "here\n" },
    { number: 8, event: "return", function: "clean", call: 1, depth: 1, sentence: "", changes: [change("a", null, 0)] },
    {
      number: 4,
      event: "line",
      function: "handle",
      call: 0,
      depth: 0,
      sentence: "",
      changes: [change("history", "[1]", null)],
    },
  ],
});

/**
 * @param {string} name
 * @param {string | null} now
 * @param {number | null} call
 */
function change(name, now, call) {
  return { text: "", name, now, call };
}

test("how things stand is the window's state and what its lines changed", () => {
  const inside = stateAt(nested(), 11);
  assert.deepEqual(
    inside.stack.map((frame) => [frame.function, frame.number, Object.fromEntries(frame.variables)]),
    [
      ["handle", 3, { a: "1", b: "2" }],
      ["clean", 8, { t: "'x'" }],
    ],
  );
  assert.equal(inside.printed, "before\nhere\n");
  const back = stateAt(nested(), 13);
  assert.deepEqual(
    back.stack.map((frame) => [frame.function, frame.number, Object.fromEntries(frame.variables)]),
    [["handle", 4, { b: "2" }]],
  );
  assert.deepEqual(Object.fromEntries(back.module), { history: "[1]" });
});

const LONG = { total: 1000, url: "/lines.json?trace=1", note: "", window: null };
const settled = () => new Promise((resolve) => setTimeout(resolve));

test("windows are fetched once, and the next one before the line comes to the edge", async () => {
  /** @type {string[]} */
  const asked = [];
  const windows = new LineWindows(async (url) => {
    asked.push(url);
    return { ...nested(), first: Number(url.split("=").pop()) };
  });
  assert.equal(windows.at(LONG, 1), "loading");
  assert.equal(windows.at(LONG, 2), "loading");
  await settled();
  assert.equal(typeof windows.at(LONG, 3), "object");
  windows.at(LONG, 150);
  await settled();
  windows.at(LONG, 250);
  assert.deepEqual(asked, ["/lines.json?trace=1&from=0", "/lines.json?trace=1&from=200"]);
});

test("what did not come says so, and comes when it is tried again", async () => {
  let works = false;
  const windows = new LineWindows(async () => {
    if (!works) throw new Error("no network");
    return nested();
  });
  windows.at(LONG, 1);
  await settled();
  assert.equal(windows.at(LONG, 1), "failed");
  works = true;
  windows.retry(LONG, 1);
  await settled();
  assert.equal(typeof windows.at(LONG, 1), "object");
});

test("a short call needs no fetch", () => {
  const windows = new LineWindows(() => Promise.reject(new Error("nothing is to be fetched")));
  const window = windows.at({ total: 4, url: null, note: "", window: nested() }, 1);
  assert.equal(typeof window === "object" && window.lines.length, 4);
});

test("many moves in a frame are read once, where the cursor has come to", () => {
  /** @type {(() => void)[]} */
  const frames = [];
  const lines = { total: 4, url: null, note: "", window: { ...nested(), first: 0 } };
  const run = [
    {
      number: 1,
      sentence: "",
      phases: [{ kind: "handles", box: "handles", line: 3, sentence: "", lines, leaves: null, raised: null }],
      ran: [3],
    },
  ];
  const player = new Player([[4]]);
  const currentLine = new CurrentLine(player, run, new LineWindows(), (draw) => frames.push(draw));
  /** @type {string[]} */
  const read = [];
  currentLine.follow((what) => read.push(what?.at === "line" ? `line ${what.line}` : String(what?.at)));
  for (let count = 0; count < 3; count++) player.lineForward();
  assert.equal(frames.length, 1);
  frames[0]();
  assert.deepEqual(read, ["line 3"]);
});
