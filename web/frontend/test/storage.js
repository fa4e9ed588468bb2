/**
 * Stands in for the browser's storage, whose keys are its own properties; it is full when it holds so many.
 *
 * @param {number} [room]
 */
export function memory(room = Number.POSITIVE_INFINITY) {
  const methods = {
    /** @this {Record<string, string>} @param {string} key */
    getItem(key) {
      return Object.hasOwn(this, key) ? this[key] : null;
    },
    /** @this {Record<string, string>} @param {string} key @param {string} value */
    setItem(key, value) {
      if (Object.keys(this).length >= room) throw new DOMException("full", "QuotaExceededError");
      this[key] = value;
    },
    /** @this {Record<string, string>} @param {string} key */
    removeItem(key) {
      delete this[key];
    },
  };
  return /** @type {Storage} */ (Object.create(methods));
}
