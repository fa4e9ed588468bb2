/**
 * The lab's worker: a Python of its own that answers one request after the other. All that it needs comes from the page
 * in its first message, with a port for requests and answers; it fetches nothing. The page ends it when it runs too long.
 */

import { loadPyodide } from "pyodide";
// @ts-expect-error: the runtime itself comes without types
import createPyodideModule from "pyodide/pyodide.asm.mjs";
import { entryOf, startPython } from "./python.js";
import { seal, sealScripts } from "./seal.js";

const MOST_MEMORY = 256 * 2 ** 20;
const MOST_ANSWER = 32 * 2 ** 20;

/**
 * @typedef {{ python: WebAssembly.Module, standard: Uint8Array } & import("./python.js").LabParts} Files
 * @typedef {{ id: number, request: string }} Asked
 * @typedef {{ id: number, answer?: string, crashed?: string, memory: number, refused: boolean, spent?: boolean }} Told
 */

addEventListener("message", ({ data, ports }) => start(data, ports[0]), { once: true });

let refused = false;

/**
 * @param {Files} files
 * @param {MessagePort} port
 */
async function start(files, port) {
  const scope = /** @type {any} */ (globalThis);
  try {
    seal(scope);
    capMemory();
    const pyodide = await python(scope, files);
    sealScripts(scope);
    serve(pyodide, port);
    port.postMessage({ ready: true });
  } catch (error) {
    port.postMessage({ ready: false, why: String(error).slice(0, 2000) });
  }
}

/**
 * Start Python from what the page has sent: its loader is shown a `fetch` that knows these two files and no others.
 *
 * @param {any} scope
 * @param {Files} files
 */
async function python(scope, files) {
  scope.fetch = async (/** @type {unknown} */ address) =>
    String(address).endsWith(".zip") ? new Response(/** @type {any} */ (files.standard)) : files.python;
  const whole = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (module, imports) => {
    const made = /** @type {WebAssembly.Module} */ (/** @type {unknown} */ (await module));
    return { module: made, instance: await WebAssembly.instantiate(made, imports) };
  };
  try {
    return await startPython(loadPyodide, files, {
      indexURL: "lab:/",
      stdLibURL: "lab:/standard.zip",
      createPyodideModule,
    });
  } finally {
    WebAssembly.instantiateStreaming = whole;
    delete scope.fetch;
  }
}

/** Python gets a MemoryError where it asks for more. */
function capMemory() {
  const grow = WebAssembly.Memory.prototype.grow;
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (this.buffer.byteLength + Number(pages) * 2 ** 16 <= MOST_MEMORY) return grow.call(this, pages);
    refused = true;
    throw new RangeError("the lab has no more memory");
  };
}

/**
 * Answer requests, each once: what the program of a request still does after an early answer is of no interest.
 *
 * @param {any} pyodide
 * @param {MessagePort} port
 */
function serve(pyodide, port) {
  let asked = 0;
  const tell = (/** @type {object} */ told) => {
    port.postMessage({ id: asked, memory: pyodide._module.HEAPU8.length, refused, ...told });
  };
  const answer = entryOf(pyodide, (early) => tell({ ...bounded(early), spent: true }));
  port.onmessage = ({ data: { id, request } }) => {
    asked = id;
    refused = false;
    try {
      tell(bounded(answer(request)));
    } catch (error) {
      tell({ crashed: String(error).slice(0, 2000) });
    }
  };
}

/** @param {string} answer */
function bounded(answer) {
  return answer.length > MOST_ANSWER ? { crashed: "the answer is too long" } : { answer };
}
