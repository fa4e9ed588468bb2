import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../../stepper/clock.js";
import { Player } from "../../stepper/player.js";

/** Five steps, of which the third opens with its outcome covered. */
function opening(ajar = 3) {
  const player = new Player([[0, 0], [0, 0, 3], [0, 2, 0], [0, 0], []]);
  player.setAjar(ajar);
  return player;
}

const place = (/** @type {Player} */ { cursor }) => `${cursor.step}.${cursor.phase}.${cursor.line}`;

test("every way past the beginning of the step comes to it", () => {
  /** @type {((player: Player) => void)[]} */
  const ways = [
    (player) => player.last(),
    (player) => player.seek({ step: 3 }),
    (player) => player.seek({ step: 3, phase: 2, line: 1 }),
    (player) => player.seek({ step: 4, phase: 1 }),
    (player) => {
      for (let count = 0; count < 9; count++) player.phaseForward();
    },
    (player) => {
      for (let count = 0; count < 9; count++) player.lineForward();
    },
  ];
  for (const way of ways) {
    const player = opening();
    way(player);
    assert.equal(place(player), "3.1.0", String(way));
    assert.deepEqual([player.opening, player.ajar, player.gate], [true, 3, 2], String(way));
  }
});

test("what lies before it is open", () => {
  const player = opening();
  player.last();
  assert.equal(player.seek({ step: 2 }), true);
  assert.deepEqual([place(player), player.opening, player.wanted], ["2.0.0", false, null]);
});

test("once it may be seen the next one opens", () => {
  const player = opening();
  player.last();
  player.setAjar(4);
  assert.equal(player.seek({ step: 3 }), true);
  player.forward();
  assert.deepEqual([place(player), player.opening], ["4.1.0", true]);
  player.setAjar(Number.POSITIVE_INFINITY);
  player.last();
  assert.deepEqual([place(player), player.opening, player.ajar], ["5.0.0", false, null]);
});

test("a step that is open already closes when it is to be predicted", () => {
  const player = new Player([
    [0, 0],
    [0, 0],
  ]);
  player.setAjar(1);
  assert.equal(place(player), "1.1.0");
});

test("a question of the lesson comes before it", () => {
  const player = opening(3);
  player.setGate(2);
  player.last();
  assert.deepEqual([place(player), player.opening, player.held, player.ajar], ["2.0.0", false, true, null]);
  player.setGate(4);
  player.last();
  assert.deepEqual([place(player), player.opening, player.held], ["3.1.0", true, false]);
});

test("playing stops at it", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const player = opening();
  const clock = new Clock(player);
  player.seek({ step: 2, phase: 3 });
  clock.start();
  context.mock.timers.tick(60_000);
  assert.deepEqual([place(player), clock.playing], ["3.1.0", false]);
});
