import assert from "node:assert/strict";
import { test } from "node:test";
import { Player } from "../../stepper/player.js";

test("a jump says that it is one, to its end; a step and a jump that the gate refuses do not go on saying so", () => {
  const player = new Player([[0, 0], [0], [0, 0]]);
  /** @type {boolean[]} */
  const told = [];
  player.follow(() => told.push(player.jumping));
  player.jump({ step: 3 });
  player.back();
  player.setGate(2);
  assert.equal(player.jump({ step: 3 }), false);
  player.back();
  assert.deepEqual(told.slice(0, 3), [false, true, false]);
  assert.equal(told.at(-1), false);
  assert.equal(player.jumping, false);
});
