/**
 * Puts another run in the place of the one that the page has been wired with.
 *
 * @typedef {{ stepper: import("./wire.js").Stepper, rewire: (again: import("./wire.js").Again) => Rewirable }} Rewirable
 *   `rewire` takes the stepper off, and wires the page as it now stands, with another run and new roots
 */
import { stepperOf, wireParts } from "./wire.js";

/**
 * @param {Record<string, import("./wire.js").Part>} parts
 * @param {import("./wire.js").Wired} wired
 * @returns {Rewirable}
 */
export function rewirable(parts, { stepper, off }) {
  const rewire = (/** @type {import("./wire.js").Again} */ again) => {
    const { page, outbox, clock } = stepper;
    off.abort();
    clock.stop();
    const next = new AbortController();
    const fresh = stepperOf(page, outbox, next.signal, again);
    wireParts(page, parts, fresh);
    return rewirable(parts, { stepper: fresh, off: next });
  };
  return { stepper, rewire };
}
