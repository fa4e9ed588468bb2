import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { LocalLog, NotKeptError } from "../../student/local-log.js";
import { memory } from "./storage.js";

/** The promises of every log; `tests/web/student/test_event_log.py` holds the server's logs to them. */
const contract = new URL("../../../tests/web/student/log_contract.json", import.meta.url);

for (const { promise, does, reads } of JSON.parse(await readFile(contract, "utf-8"))) {
  test(`in the browser, ${promise}`, () => {
    const log = new LocalLog(memory());
    for (const [name, student, rest] of does) {
      if (name === "append") log.append(student, rest);
      else if (name === "join") log.join(student, rest);
      else log.delete(student);
    }
    for (const [student, lesson, ids] of reads) {
      assert.deepEqual(
        log.read(student, lesson).map(({ id }) => id),
        ids,
      );
      const lessons = Object.values(log.byLesson(student)).flat();
      assert.deepEqual(new Set(lessons.map(({ id }) => id)), new Set(log.read(student).map(({ id }) => id)));
    }
  });
}

test("an event is read as it was added, by another page too", () => {
  const storage = memory();
  const event = { id: "event-1", lesson: "chat", data: { given: 'да, 何故か " \\ \n', options: ["a"], done: true } };
  new LocalLog(storage).append("ada", [event]);
  assert.deepEqual(new LocalLog(storage).read("ada"), [event]);
});

test("two tabs that add at once take nothing from each other, and what both add counts once", () => {
  const storage = memory();
  const [one, other] = [new LocalLog(storage), new LocalLog(storage)];
  one.append("ada", [{ id: "event-1", lesson: "chat" }]);
  other.append("ada", [{ id: "event-2", lesson: "chat" }]);
  const key = Object.keys(storage).find((name) => name.endsWith(".event-2")) ?? "";
  storage.setItem(key.replace(/\d+\.\d+\./, "999999999999999.000000000000001."), storage.getItem(key) ?? "");
  assert.equal(one.read("ada").length, 2);
});

test("a full storage keeps nothing of what was to be added, and all of what was", () => {
  const log = new LocalLog(memory(2));
  log.append("ada", [{ id: "event-1", lesson: "chat" }]);
  const more = ["event-2", "event-3"].map((id) => ({ id, lesson: "chat" }));
  assert.throws(() => log.append("ada", more), NotKeptError);
  assert.deepEqual(
    log.read("ada").map(({ id }) => id),
    ["event-1"],
  );
});
