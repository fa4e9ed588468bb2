import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../../stepper/clock.js";
import { Player } from "../../stepper/player.js";

test("plays phase by phase, tells when it starts and stops, and stops at the end", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const player = new Player([[0], [0, 0], []]);
  const clock = new Clock(player);
  /** @type {boolean[]} */
  const told = [];
  clock.follow((playing) => told.push(playing));
  clock.start();
  const places = [];
  while (clock.playing) {
    context.mock.timers.tick(2200);
    places.push(`${player.cursor.step}.${player.cursor.phase}`);
  }
  assert.deepEqual(places, ["1.1", "2.1", "2.2", "3.0"]);
  assert.deepEqual(told, [false, true, false]);
});

test("twice the speed takes half the time, from the next phase on", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const player = new Player([[0, 0, 0]]);
  const clock = new Clock(player);
  clock.start();
  clock.setSpeed(2);
  context.mock.timers.tick(1100);
  assert.equal(player.cursor.phase, 1);
  clock.stop();
  context.mock.timers.tick(9900);
  assert.equal(player.cursor.phase, 1);
});

test("started at the end, it plays from the beginning", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const player = new Player([[0], [0]]);
  const clock = new Clock(player);
  player.last();
  clock.toggle();
  assert.deepEqual(player.cursor, { step: 1, phase: 0, line: 0 });
  clock.toggle();
  assert.equal(clock.playing, false);
});
