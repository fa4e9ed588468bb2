import assert from "node:assert/strict";
import { test } from "node:test";
import { Player } from "../../stepper/player.js";

/** The reference lesson; its handler has some lines. */
const reference = () => new Player([[0, 0], [0, 0, 3, 0, 0], [0, 0, 3, 0, 0], [0, 0], []]);

test("starts at the first step as a whole", () => {
  assert.deepEqual(reference().cursor, { step: 1, phase: 0, line: 0 });
});

test("a run without steps is refused", () => {
  assert.throws(() => new Player([]), RangeError);
});

test("seeks a step, and a phase of it", () => {
  const player = reference();
  player.seek({ step: 3 });
  assert.deepEqual(player.cursor, { step: 3, phase: 0, line: 0 });
  player.seek({ step: 2, phase: 4, line: 0 });
  assert.deepEqual(player.cursor, { step: 2, phase: 4, line: 0 });
});

test("what lies outside the run goes to the nearest place inside", () => {
  const player = reference();
  const landings = [
    [{ step: 99 }, { step: 5, phase: 0, line: 0 }],
    [{ step: -1 }, { step: 1, phase: 0, line: 0 }],
    [
      { step: 2, phase: 99, line: 0 },
      { step: 2, phase: 5, line: 0 },
    ],
    [
      { step: 99, phase: 2, line: 0 },
      { step: 5, phase: 0, line: 0 },
    ],
    [{ step: Number.NaN }, { step: 1, phase: 0, line: 0 }],
    [
      { step: 2.9, phase: 1.9 },
      { step: 2, phase: 0, line: 0 },
    ],
  ];
  for (const [place, landing] of landings) {
    player.seek(/** @type {{ step: number }} */ (place));
    assert.deepEqual(player.cursor, landing, JSON.stringify(place));
  }
});

test("a step forward or back leaves the phases", () => {
  const player = reference();
  player.seek({ step: 2, phase: 3, line: 0 });
  player.forward();
  assert.deepEqual(player.cursor, { step: 3, phase: 0, line: 0 });
  player.back();
  assert.deepEqual(player.cursor, { step: 2, phase: 0, line: 0 });
});

test("phases go on from step to step, through steps that have none, to the end and back", () => {
  const player = reference();
  const seen = [];
  for (let count = 0; count < 16; count++) {
    player.phaseForward();
    seen.push(`${player.cursor.step}.${player.cursor.phase}`);
  }
  const all = ["1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5", "3.1", "3.2", "3.3", "3.4", "3.5", "4.1", "4.2", "5.0"];
  assert.deepEqual(seen, [...all, "5.0"]);
  const back = [];
  for (let count = 0; count < 15; count++) {
    player.phaseBack();
    back.push(`${player.cursor.step}.${player.cursor.phase}`);
  }
  assert.deepEqual(back, [...all.slice(0, -1).reverse(), "1.0"]);
});

test("a step is done when it is seen as a whole, or in its last phase", () => {
  const player = reference();
  const done = [];
  for (const place of [{ step: 2 }, { step: 2, phase: 1, line: 0 }, { step: 2, phase: 5, line: 0 }, { step: 5 }]) {
    player.seek(place);
    done.push(player.done);
  }
  assert.deepEqual(done, [2, 1, 2, 5]);
  assert.equal(player.atEnd, true);
});

test("followers hear where the cursor is, and each move once", () => {
  const player = reference();
  /** @type {string[]} */
  const heard = [];
  const stop = player.follow((cursor, before) => heard.push(`${before.step}>${cursor.step}`));
  player.forward();
  player.seek({ step: 2 });
  stop();
  player.forward();
  assert.deepEqual(heard, ["1>1", "1>2"]);
});

test("where the page goes by phases a move to a step comes to its first phase", () => {
  const player = new Player([[0, 0], [0, 0, 0], []], "phase");
  const places = [player.first, player.forward, player.phaseForward, player.forward, player.back, player.back].map(
    (go) => {
      go.call(player);
      return `${player.cursor.step}.${player.cursor.phase}`;
    },
  );
  assert.deepEqual(places, ["1.1", "2.1", "2.2", "3.0", "2.1", "1.1"]);
  assert.equal(player.zoom, "phase");
  player.back();
  assert.deepEqual(player.cursor, { step: 1, phase: 1, line: 0 });
});
