import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../../stepper/clock.js";
import { Player } from "../../stepper/player.js";

/** Five steps, the second with lines, and a gate after it. */
function gated(gate = 2) {
  const player = new Player([[0, 0], [0, 0, 3], [0, 0], [0, 0], []]);
  player.setGate(gate);
  return player;
}

const place = (/** @type {Player} */ { cursor }) => `${cursor.step}.${cursor.phase}.${cursor.line}`;

test("without a gate everything may be seen, and nothing is held", () => {
  const player = new Player([[0], []]);
  player.last();
  assert.deepEqual([player.gate, player.held, player.wanted], [2, false, null]);
});

test("no way leads past the gate", () => {
  /** @type {((player: Player) => void)[]} */
  const ways = [
    (player) => player.last(),
    (player) => player.seek({ step: 3 }),
    (player) => player.seek({ step: 4, phase: 1 }),
    (player) => player.seek({ step: 99 }),
    (player) => player.seek({ step: 3, phase: 1, line: 2 }),
    (player) => {
      for (let count = 0; count < 9; count++) player.forward();
    },
  ];
  for (const way of ways) {
    const player = gated();
    way(player);
    assert.equal(place(player), "2.0.0", String(way));
    assert.equal(player.held, true, String(way));
  }
});

test("by phases and by lines the end of its step is reached, and stays", () => {
  const player = gated();
  const phases = [];
  for (let count = 0; count < 7; count++) {
    player.phaseForward();
    phases.push(`${place(player)} ${player.held}`);
  }
  assert.deepEqual(phases.slice(3), ["2.2.0 false", "2.3.0 true", "2.3.0 true", "2.3.0 true"]);
  const lines = [];
  for (let count = 0; count < 4; count++) {
    player.lineForward();
    lines.push(`${place(player)} ${player.held}`);
  }
  assert.deepEqual(lines, ["2.3.1 false", "2.3.2 false", "2.3.3 true", "2.3.3 true"]);
});

test("before the gate one goes as if there were none", () => {
  const player = gated(3);
  assert.equal(player.seek({ step: 3, phase: 1 }), true);
  assert.deepEqual([place(player), player.held, player.wanted], ["3.1.0", false, null]);
  player.back();
  assert.equal(place(player), "2.0.0");
});

test("a refusal says so, is told to who follows, and is remembered until the cursor moves", () => {
  const player = gated();
  player.seek({ step: 2 });
  /** @type {number[]} */
  const told = [];
  player.follow(() => told.push(player.wanted?.place.step ?? 0));
  assert.equal(player.seek({ step: 4 }), false);
  assert.equal(player.seek({ step: 5 }), false);
  player.back();
  assert.deepEqual(told, [0, 4, 5, 0]);
});

test("when the gate opens the way goes on to where one wanted to be", () => {
  const player = gated();
  player.seek({ step: 4, phase: 2 });
  player.setGate(Number.POSITIVE_INFINITY);
  assert.equal(place(player), "2.0.0", "nothing moves by itself");
  player.goOn();
  assert.equal(place(player), "4.2.0");
});

test("who wanted nothing goes on as before: by steps, or by phases", () => {
  const [bySteps, byPhases] = [gated(), gated()];
  bySteps.seek({ step: 2 });
  byPhases.seek({ step: 2, phase: 3 });
  for (const player of [bySteps, byPhases]) {
    player.setGate(4);
    player.goOn();
  }
  assert.deepEqual([place(bySteps), place(byPhases)], ["3.0.0", "3.1.0"]);
});

test("the next gate holds who wanted to go past both", () => {
  const player = gated();
  player.last();
  player.setGate(4);
  player.goOn();
  assert.deepEqual([place(player), player.held, player.wanted?.place.step], ["4.0.0", true, 5]);
});

test("a gate that is set behind the cursor brings it back, and who follows is told", () => {
  const player = new Player([[0], [0], [0]]);
  player.last();
  /** @type {string[]} */
  const told = [];
  player.follow(() => told.push(`${place(player)} ${player.gate}`));
  player.setGate(1);
  player.setGate(1);
  player.setGate(2);
  assert.deepEqual(told, ["3.0.0 3", "1.0.0 1", "1.0.0 2"]);
});

test("a gate at the last step covers nothing, and still holds", () => {
  const player = gated(5);
  player.last();
  assert.deepEqual([player.held, player.atEnd], [true, true]);
  player.forward();
  assert.equal(player.wanted, null);
});

test("playing goes up to the gate, tries to pass it once, and stops", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const player = gated();
  const clock = new Clock(player);
  player.seek({ step: 2, phase: 2 });
  clock.start();
  context.mock.timers.tick(2200);
  assert.deepEqual([place(player), player.held, clock.playing], ["2.3.0", true, true], "time to read the last phase");
  context.mock.timers.tick(2200);
  assert.deepEqual([place(player), player.wanted?.place.step, clock.playing], ["2.3.0", 3, false]);
});

test("started before the gate it does not play, and asks at once", () => {
  const player = gated();
  player.seek({ step: 2 });
  const clock = new Clock(player);
  clock.start();
  assert.deepEqual([clock.playing, player.wanted?.place.step], [false, 3]);
});

test("started at the end it plays from the beginning, though a question is asked there", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const player = gated(5);
  player.last();
  const clock = new Clock(player);
  clock.start();
  assert.deepEqual([clock.playing, place(player)], [true, "1.0.0"]);
  clock.stop();
});
