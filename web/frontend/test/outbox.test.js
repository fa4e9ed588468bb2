import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Outbox } from "../../student/outbox.js";
import { memory } from "./storage.js";

/**
 * A server that answers with these statuses in turn (0: the line is lost), and then with 200.
 *
 * @param {...number} statuses
 */
function server(...statuses) {
  /** @type {string[]} */
  const got = [];
  /** @param {{ url: string, body: string }} letter */
  const send = async ({ url, body }) => {
    const status = statuses.shift() ?? 200;
    if (status === 0) throw new TypeError("the line is lost");
    got.push(`${url} ${new URLSearchParams(body).get("choice")}`);
    return new Response(null, { status });
  };
  return { got, send };
}

/** @param {string} choice */
const fields = (choice) => new URLSearchParams({ choice });

test("letters go one after the other, in the order of writing", async () => {
  let under_way = 0;
  /** @type {string[]} */
  const got = [];
  const outbox = new Outbox(null, async ({ body }) => {
    assert.equal(++under_way, 1);
    await new Promise(setImmediate);
    under_way--;
    got.push(new URLSearchParams(body).get("choice") ?? "");
    return new Response();
  });
  await Promise.all(["0", "1", "2"].map((choice) => outbox.post("/a", fields(choice))));
  assert.deepEqual(got, ["0", "1", "2"]);
  assert.equal(outbox.waiting, 0);
});

test("what the line loses is sent again, before what was written later", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { got, send } = server(0, 503, 429);
  const outbox = new Outbox(memory(), send);
  /** @type {[number, boolean][]} */
  const told = [];
  outbox.onChange((...news) => told.push(news));
  const both = Promise.all([outbox.post("/a", fields("0")), outbox.post("/b", fields("1"))]);
  for (let seconds = 1; seconds <= 4; seconds *= 2) {
    await new Promise(setImmediate);
    mock.timers.tick(seconds * 1000);
  }
  await both;
  assert.deepEqual(got, ["/a 0", "/a 0", "/a 0", "/b 1"]);
  assert.deepEqual(told[1], [2, true]);
  assert.deepEqual(told.at(-1), [0, false]);
  mock.timers.reset();
});

test("an answer that the server refuses is an answer, and is not sent again", async () => {
  const storage = memory();
  const { got, send } = server(400);
  const answer = await new Outbox(storage, send).post("/a", fields("9"));
  assert.equal(answer.status, 400);
  assert.deepEqual([got.length, Object.keys(storage).length], [1, 0]);
});

test("what a page could not send the next one sends, under the same id", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const storage = memory();
  const lost = new Outbox(storage, server(0, 0, 0).send);
  void lost.post("/a", fields("0"));
  void lost.post("/b", fields("1"));
  await new Promise(setImmediate);
  const before = Object.keys(storage).map((key) => JSON.parse(storage.getItem(key) ?? "").body);
  /** @type {string[]} */
  const bodies = [];
  const next = new Outbox(storage, async ({ body }) => {
    bodies.push(body);
    return new Response();
  });
  next.takeOver();
  await new Promise(setImmediate);
  assert.deepEqual(bodies, before);
  assert.match(bodies[0], /event=[0-9a-f]{20}$/);
  assert.equal(Object.keys(storage).length, 0);
  mock.timers.reset();
});

test("what another program wrote under our names is thrown away, and never leads to another site", async () => {
  const storage = memory();
  storage.setItem("stepwire.unsent.1", "{");
  storage.setItem("stepwire.unsent.2", JSON.stringify({ url: "//elsewhere.example/", body: "" }));
  const { got, send } = server();
  new Outbox(storage, send).takeOver();
  await new Promise(setImmediate);
  assert.deepEqual([got, Object.keys(storage)], [[], []]);
});

test("where the storage is full, the page keeps what waits", async () => {
  const storage = memory();
  storage.setItem = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  const { got, send } = server();
  await new Outbox(storage, send).post("/a", fields("0"));
  assert.deepEqual(got, ["/a 0"]);
});

test("whoever waits for an answer is told that it does not come yet, and gets it all the same", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { send } = server(0);
  const outbox = new Outbox(null, send);
  let told = 0;
  const first = outbox.post("/a", fields("0"), () => told++);
  await new Promise(setImmediate);
  assert.equal(told, 1);
  const second = outbox.post("/a", fields("1"), () => told++);
  assert.equal(told, 3, "the one that waits, and the new one");
  mock.timers.tick(1000);
  assert.deepEqual(
    (await Promise.all([first, second])).map(({ status }) => status),
    [200, 200],
  );
  mock.timers.reset();
});
