import assert from "node:assert/strict";
import { test } from "node:test";

test("the service worker takes the lab's files from what is kept, and pages of a lesson called lab from the server", async () => {
  /** @type {any} */
  const scope = globalThis;
  /** @type {Record<string, (event: any) => void>} */
  const listeners = {};
  const kept = { match: async () => "kept", put: async () => {} };
  scope.addEventListener = (/** @type {string} */ kind, /** @type {any} */ listener) => {
    listeners[kind] = listener;
  };
  scope.location = new URL("https://example.com/offline.js");
  scope.registration = { scope: "https://example.com/" };
  scope.caches = { ...kept, open: async () => kept };
  scope.fetch = async () => ({ ok: false, from: "server" });
  await import(new URL("../../lab/offline.js", import.meta.url).href);
  const answer = (/** @type {string} */ path) => {
    let given;
    const request = { method: "GET", url: `https://example.com${path}`, headers: new Headers() };
    listeners.fetch({ request, respondWith: (/** @type {unknown} */ it) => (given = it) });
    return given;
  };
  assert.equal(await answer("/lab/1f/files.json"), "kept");
  assert.deepEqual(await answer("/lessons/lab/project"), { ok: false, from: "server" });
});
