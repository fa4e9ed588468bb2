/**
 * A link that holds all of the workbench: the code, the scenario, and the place in its run, compressed, after the `#`. A
 * server never sees it.
 *
 * @typedef {import("./edits.js").Edits & { hash: string, place: string, task: boolean }} Shared `hash` is that of the
 *   lesson's code, `place` the cursor's in the address
 */
import { read } from "./edits.js";

const PREFIX = "#lab=";

/** How many characters a link may have after the `#`: some programs cut longer ones. */
export const LONGEST = 16_000;

/** How many bytes a link may hold when it is unpacked. */
const MOST_BYTES = 256 * 1024;

const FORMAT = 1;

/** @param {string} hash */
export function isShared(hash) {
  return hash.startsWith(PREFIX);
}

/**
 * @param {Shared} shared
 * @returns {Promise<string | null>} what stands after the address; null when it would be too long
 */
export async function toLink(shared) {
  const text = JSON.stringify({ format: FORMAT, ...shared });
  const packed = await through(new Blob([text]).stream(), new CompressionStream("deflate-raw"), LONGEST);
  const link = packed && PREFIX + toText(packed);
  return link && link.length <= LONGEST ? link : null;
}

/**
 * @param {string} hash
 * @returns {Promise<Shared | null>} null when this is no such link
 */
export async function fromLink(hash) {
  if (!isShared(hash) || hash.length > LONGEST) return null;
  try {
    const packed = fromText(hash.slice(PREFIX.length));
    const bytes = await through(new Blob([packed]).stream(), new DecompressionStream("deflate-raw"), MOST_BYTES);
    return bytes && sharedOf(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return null; // cut, or made by nobody
  }
}

/**
 * @param {unknown} given
 * @returns {Shared | null}
 */
function sharedOf(given) {
  const edits = read(given);
  const { format, hash, place, task } = /** @type {Record<string, unknown>} */ (given);
  if (!edits || format !== FORMAT || typeof hash !== "string" || typeof place !== "string") return null;
  return { ...edits, hash, place, task: task === true };
}

/**
 * What comes out of a stream; null when it is more than `most` bytes.
 *
 * @param {ReadableStream<Uint8Array>} from
 * @param {CompressionStream | DecompressionStream} way
 * @param {number} most
 */
async function through(from, way, most) {
  const reader = from.pipeThrough(/** @type {ReadableWritablePair<Uint8Array, Uint8Array>} */ (way)).getReader();
  /** @type {number[]} */
  const bytes = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Uint8Array.from(bytes);
    if (bytes.length + value.length > most) {
      await reader.cancel();
      return null;
    }
    for (const byte of value) bytes.push(byte);
  }
}

/** @param {Uint8Array} bytes base64 with the two characters that an address may have */
function toText(bytes) {
  const text = [...bytes].map((byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} text */
function fromText(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
}
