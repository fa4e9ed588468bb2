import assert from "node:assert/strict";
import { test } from "node:test";
import { action, newName, readArguments, standing, words, yaml } from "../../parts/workbench/actions.js";
import { FULL, forget, keep, keyOf, LONG, recall } from "../../parts/workbench/edits.js";
import { fromLink, isShared, toLink } from "../../parts/workbench/link.js";
import { hashOf } from "../../parts/workbench/program-hash.js";
import { editedAt } from "../../parts/workbench/workbench.js";
import { memory } from "./storage.js";

const CHAT = [
  action({ kind: "connect", client: "Ada", auth: { token: "t" } }),
  action({ kind: "emit", client: "Ada", event: "chat", arguments: ["Hi", { room: "tea" }], ack: true }),
  action({ kind: "send", client: "Ada", event: "message", arguments: ["Hi: all"] }),
  action({ kind: "drop", client: "Ada" }),
];
const EDITS = { code: "print(1)\n", scenario: CHAT, clients: ["Ada"] };

test("an action reads as a sentence, without the name of an only client", () => {
  assert.equal(words(CHAT[1], false), 'Ada emits chat with "Hi", {"room":"tea"}, and asks for an acknowledgement');
  assert.equal(words(action({ kind: "send", arguments: ["Hi"] }), true), 'The client sends "Hi"');
  assert.equal(words(CHAT[3], false), "Ada’s line is cut");
});

test("a scenario is written as an author writes it", () => {
  assert.equal(
    yaml(CHAT, ["Ada"]),
    [
      'clients: ["Ada"]',
      "scenario:",
      '  - {"Ada": {connect: {"auth": {"token": "t"}}}}',
      '  - {"Ada": {emit: "chat", args: ["Hi", {"room": "tea"}], ack: true}}',
      '  - {"Ada": {send: "Hi: all"}}',
      '  - {"Ada": drop}',
      "",
    ].join("\n"),
  );
  const alone = [action({ kind: "connect" }), action({ kind: "disconnect", namespaces: [] })];
  assert.equal(yaml(alone, ["Client"]), "scenario:\n  - connect\n  - disconnect\n");
});

test("who has connected is there until the line is cut", () => {
  assert.deepEqual([...standing(CHAT.slice(0, 3))], [["Ada", true]]);
  assert.deepEqual([...standing(CHAT)], [["Ada", false]]);
});

test("a new client has a name that nobody has", () => {
  assert.equal(newName(["Ada", "Alan"]), "Grace");
});

test("arguments are JSON with commas between, or it is said what they lack", () => {
  assert.deepEqual(readArguments(' "Hi", {"n": 1} '), ["Hi", { n: 1 }]);
  assert.deepEqual(readArguments(""), []);
  assert.match(String(readArguments("Hi")), /double quotes/);
});

test("edits come back for the code that they change, and for no other", () => {
  const storage = memory();
  assert.equal(keep("1f", EDITS, storage), "");
  assert.deepEqual(recall("1f", storage), EDITS);
  assert.equal(recall("2e", storage), null);
  assert.notEqual(keyOf("1f", "start"), keyOf("1f", "another"));
  forget("1f", storage);
  assert.equal(recall("1f", storage), null);
});

test("a full storage and too long a program say so, and old edits make room", () => {
  assert.equal(keep("1f", EDITS, memory(0)), FULL);
  assert.equal(keep("1f", { ...EDITS, code: "x".repeat(200_000) }, memory()), LONG);
  const storage = memory();
  for (let age = 0; age < 30; age++) keep(`${age}`, EDITS, storage, age);
  assert.equal(Object.keys(storage).length, 24);
  assert.equal(recall("0", storage), null);
  assert.deepEqual(recall("29", storage), EDITS);
});

test("what somebody else wrote into the storage is no edit", () => {
  const storage = memory();
  for (const text of ["{", "[]", '{"code": 1, "scenario": [], "clients": []}']) {
    storage.setItem("stepwire.edits.1f", text);
    assert.equal(recall("1f", storage), null, text);
  }
});

test("an action that an older page kept gets what it lacks", () => {
  const storage = memory();
  const bare = { kind: "connect", client: "Ada", arguments: [], namespaces: ["/"], actions: [] };
  storage.setItem("stepwire.edits.1f", JSON.stringify({ ...EDITS, scenario: [bare] }));
  assert.deepEqual(recall("1f", storage)?.scenario, [action({ kind: "connect", client: "Ada" })]);
});

test("a link brings all of it, and a broken, long or foreign one nothing", async () => {
  const shared = { ...EDITS, hash: "1f", place: "step-2.1", task: true };
  const link = await toLink(shared);
  assert.ok(link && isShared(link));
  assert.match(link, /^#lab=[\w-]+$/);
  assert.deepEqual(await fromLink(link), shared);
  assert.equal(await fromLink(link.slice(0, -9)), null);
  assert.equal(await fromLink("#step-2"), null);
  assert.equal(await toLink({ ...shared, code: [...Array(20_000).keys()].join(" ") }), null);
  const bomb = await toLink({ ...shared, code: "x".repeat(1_000_000) });
  assert.equal(bomb && (await fromLink(bomb)), null, "it would unpack to more than a page takes");
});

test("the address begins editing at a place, or not at all", () => {
  assert.equal(editedAt("#edit"), "");
  assert.equal(editedAt("#edit-step-3.2"), "step-3.2");
  assert.equal(editedAt("#edit-"), "");
  for (const hash of ["", "#step-3", "#editor", "#edit-4"]) assert.equal(editedAt(hash), null);
});

test("spaces at the ends of lines and empty lines make no other try", async () => {
  assert.equal(await hashOf("a = 1  \n\nb = 2\n"), await hashOf("a = 1\nb = 2"));
  assert.equal(await hashOf("# one\na = 1"), await hashOf("a = 1\n  # two"));
  assert.match(await hashOf("a"), /^[0-9a-f]{64}$/);
  assert.notEqual(await hashOf("a"), await hashOf("b"));
});
