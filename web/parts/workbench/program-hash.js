/** The hash by which the server tells one try from another; it never gets the code. */

/**
 * @param {string} code
 * @returns {Promise<string>} 64 hexadecimal digits; spaces at the ends of lines, empty lines and lines of comments make no other program
 */
export async function hashOf(code) {
  const plain = code
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line && !line.trimStart().startsWith("#"))
    .join("\n");
  if (!globalThis.crypto?.subtle) return [...Array(8).keys()].map((seed) => weak(plain, seed)).join("");
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(plain));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * For pages that do not come over HTTPS, where browsers have no SHA-256: FNV-1a, enough to tell tries apart.
 *
 * @param {string} text
 * @param {number} seed
 */
function weak(text, seed) {
  let hash = 0x811c9dc5 ^ seed;
  for (let place = 0; place < text.length; place++) hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
