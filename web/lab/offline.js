/**
 * The site's service worker, which a page registers once its lab has loaded: afterwards page and lab open without a
 * network, too. With a network, pages come from the server as ever; only the lab's files, whose names hold a hash, are
 * taken from what is kept.
 */

const KEPT = "stepwire-lab";
const MOST_PAGES_AND_PARTS = 80;

/** A service worker's scope and events; its types and a page's cannot be had together. @type {any} */
const scope = globalThis;

scope.addEventListener("install", () => scope.skipWaiting());
scope.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(scope.clients.claim()));

/** A page tells what it is made of: `{ lab, files }`, the address of the lab's folder and all addresses to keep. */
scope.addEventListener("message", (/** @type {any} */ event) => {
  const { lab, files } = event.data;
  event.waitUntil(keep(lab, files).then(() => event.ports[0]?.postMessage("kept")));
});

scope.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const address = new URL(request.url);
  const stream = request.headers.get("Accept") === "text/event-stream";
  if (request.method !== "GET" || address.origin !== scope.location.origin || stream) return;
  const ofLab = address.href.startsWith(`${scope.registration.scope}lab/`);
  event.respondWith(ofLab ? keptFirst(request) : newFirst(request));
});

/** @param {Request} request */
async function keptFirst(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

/** @param {Request} request */
async function newFirst(request) {
  const cache = await caches.open(KEPT);
  const old = await cache.match(request, { ignoreVary: true });
  try {
    const answer = await fetch(request);
    if (old && answer.ok && answer.type === "basic") await cache.put(request, answer.clone());
    return answer;
  } catch (error) {
    if (old) return old;
    throw error;
  }
}

/**
 * Keep what a page is made of, and of the lab's files no others.
 *
 * @param {string} lab
 * @param {string[]} files
 */
async function keep(lab, files) {
  const cache = await caches.open(KEPT);
  await Promise.all(files.map((file) => add(cache, file)));
  const wanted = new Set(files);
  const kept = await cache.keys();
  const others = kept.filter(({ url }) => !url.startsWith(lab) && !wanted.has(url));
  const old = kept.filter(({ url }) => url.startsWith(lab) && !wanted.has(url));
  const many = others.slice(0, Math.max(0, others.length - MOST_PAGES_AND_PARTS));
  await Promise.all([...old, ...many].map((request) => cache.delete(request)));
}

/**
 * @param {Cache} cache
 * @param {string} file
 */
async function add(cache, file) {
  if (await cache.match(file, { ignoreVary: true })) return;
  const answer = await fetch(file, { credentials: "same-origin" });
  if (answer.ok) await cache.put(file, answer);
}
