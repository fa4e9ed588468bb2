/**
 * Keeps a student's edits in the browser, under the hash of the code that they change: another code never shows them.
 *
 * @typedef {import("./actions.js").Action} Action
 * @typedef {{ code: string, scenario: Action[], clients: string[] }} Edits
 */
import { action } from "./actions.js";

const PREFIX = "stepwire.edits.";

/** How many programs' edits are kept; the oldest are dropped first. */
const MOST = 24;

/** How many characters one program's edits may have. */
const LONGEST = 100_000;

/** What is said when edits could not be kept. */
export const FULL = "The browser’s storage is full or closed: your changes last until you leave this page.";
export const LONG = "This is too long to be kept: your changes last until you leave this page.";

/**
 * The name under which the edits of a program are kept: the hash of the lesson's code, and the program that one starts
 * from, if it is another one.
 *
 * @param {string} hash
 * @param {string} start
 */
export function keyOf(hash, start) {
  return start === "" ? hash : `${hash}.${short(start)}`;
}

/**
 * @param {string} key
 * @param {Storage} [storage]
 * @returns {Edits | null}
 */
export function recall(key, storage) {
  try {
    return read(JSON.parse((storage ?? localStorage).getItem(PREFIX + key) ?? "null"));
  } catch {
    return null; // no storage here, or somebody else wrote it
  }
}

/**
 * @param {string} key
 * @param {Edits} edits
 * @param {Storage} [storage]
 * @param {number} [now]
 * @returns {string} why they are not kept; empty when they are
 */
export function keep(key, edits, storage, now = Date.now()) {
  const text = JSON.stringify({ ...edits, at: now });
  if (text.length > LONGEST) return LONG;
  try {
    const kept = storage ?? localStorage;
    kept.setItem(PREFIX + key, text);
    dropOldest(kept);
    return "";
  } catch {
    return FULL;
  }
}

/**
 * @param {string} key
 * @param {Storage} [storage]
 */
export function forget(key, storage) {
  try {
    (storage ?? localStorage).removeItem(PREFIX + key);
  } catch {
    // no storage here, so nothing is kept
  }
}

/** @param {Storage} storage */
function dropOldest(storage) {
  const ours = Object.keys(storage).filter((key) => key.startsWith(PREFIX));
  const ages = ours.map((key) => ({ key, at: ageOf(storage.getItem(key)) })).sort((one, other) => one.at - other.at);
  for (const { key } of ages.slice(0, -MOST)) storage.removeItem(key);
}

/** @param {string | null} text */
function ageOf(text) {
  try {
    return Number(JSON.parse(text ?? "").at) || 0;
  } catch {
    return 0;
  }
}

/**
 * Read edits that somebody may have written otherwise: the browser keeps them, or a link brings them.
 *
 * @param {unknown} given
 * @returns {Edits | null}
 */
export function read(given) {
  if (given === null || typeof given !== "object") return null;
  const { code, scenario, clients } = /** @type {Record<string, unknown>} */ (given);
  if (typeof code !== "string" || !Array.isArray(scenario) || !Array.isArray(clients)) return null;
  if (!clients.every((name) => typeof name === "string" && name !== "")) return null;
  return scenario.every(isAction) ? { code, scenario: scenario.map(whole), clients } : null;
}

/**
 * @param {unknown} given
 * @returns {boolean}
 */
function isAction(given) {
  if (given === null || typeof given !== "object") return false;
  const { kind, client, arguments: said, namespaces, actions } = /** @type {Record<string, unknown>} */ (given);
  if (typeof kind !== "string" || typeof client !== "string") return false;
  return Array.isArray(said) && Array.isArray(namespaces) && Array.isArray(actions) && actions.every(isAction);
}

/**
 * An action with all that one has: what an older page kept may lack something.
 *
 * @param {Action} given
 * @returns {Action}
 */
function whole(given) {
  return action({ ...given, actions: given.actions.map(whole) });
}

/** @param {string} text FNV-1a, enough to tell two programs of one lesson apart */
function short(text) {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place++) {
    hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  }
  return (hash >>> 0).toString(16);
}
