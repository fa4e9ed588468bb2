/**
 * Takes out of a worker's global scope all that leads out of it. Where a server sends the lab's files, the policy of the
 * worker's own answer forbids the network and made-up scripts, too; plain files come without one.
 */

/** What JavaScript itself has, and of the browser what Python's runtime needs. None of it reaches anything outside. */
const KEPT = new Set(
  `AggregateError Array ArrayBuffer AsyncDisposableStack Atomics BigInt BigInt64Array BigUint64Array Boolean DataView
  Date DisposableStack Error EvalError FinalizationRegistry Float16Array Float32Array Float64Array Function Infinity
  Int16Array Int32Array Int8Array Intl Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError
  Reflect RegExp Set SharedArrayBuffer String SuppressedError Symbol SyntaxError TypeError URIError Uint16Array
  Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly constructor decodeURI
  decodeURIComponent encodeURI encodeURIComponent escape eval globalThis isFinite isNaN parseFloat parseInt undefined
  unescape AbortController AbortSignal DOMException DedicatedWorkerGlobalScope Event EventTarget MessageChannel
  MessageEvent MessagePort Response TextDecoder TextEncoder URL WorkerGlobalScope WorkerLocation atob btoa
  clearInterval clearTimeout console crypto dispatchEvent location performance queueMicrotask self setInterval
  setTimeout structuredClone`.split(/\s+/),
);

/** @param {any} scope the worker's global scope */
export function seal(scope) {
  for (let object = scope; object && object !== Object.prototype; object = Object.getPrototypeOf(object)) {
    for (const name of Object.getOwnPropertyNames(object)) {
      if (!KEPT.has(name)) Reflect.deleteProperty(object, name); // two numbers stay
    }
  }
  scope.navigator = Object.freeze({ userAgent: "lab" });
  for (const name of ["setTimeout", "setInterval"]) scope[name] = onlyFunctions(scope[name].bind(scope));
}

/** Once Python runs, nothing makes a script of a text any more. @param {any} scope */
export function sealScripts(scope) {
  function refuse() {
    throw new TypeError("the lab makes no scripts");
  }
  refuse.prototype = Function.prototype; // `instanceof Function` is asked for
  scope.eval = refuse;
  for (const made of [() => {}, async () => {}, function* () {}, async function* () {}]) {
    Object.defineProperty(Object.getPrototypeOf(made), "constructor", { value: refuse });
  }
  scope.Function = refuse;
}

/**
 * A timer that takes no script.
 *
 * @param {(callback: Function, ...rest: any[]) => number} timer
 */
function onlyFunctions(timer) {
  return (/** @type {unknown} */ callback, /** @type {any[]} */ ...rest) => {
    if (typeof callback !== "function") throw new TypeError("the lab makes no scripts");
    return timer(callback, ...rest);
  };
}
