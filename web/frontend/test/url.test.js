import assert from "node:assert/strict";
import { test } from "node:test";
import { format, parse } from "../../stepper/url.js";

test("a cursor survives the address", () => {
  for (const cursor of [
    { step: 1, phase: 0, line: 0 },
    { step: 12, phase: 3, line: 0 },
    { step: 12, phase: 3, line: 20000 },
  ]) {
    assert.deepEqual(parse(format(cursor)), cursor);
  }
});

test("what is no cursor is none", () => {
  for (const hash of [
    "",
    "#",
    "#quiz",
    "#step-",
    "#step-x",
    "#step-1.",
    "#step-1.2.",
    "#step-1.2.3.4",
    "#step--1",
    "#step-9999999",
  ]) {
    assert.equal(parse(hash), null, hash);
  }
});
