/**
 * Starts the lab's Python from the files of the bundle. Used by the worker of a page, by the build and by the tests, so
 * that all three run the same Python.
 */

/**
 * What `startPython` is given: archives on Python's path and the one compiled library, as bytes.
 *
 * @typedef {{ libraries: Uint8Array, stepwire: Uint8Array, pydantic_core: Uint8Array }} LabParts
 * @typedef {{ indexURL: string, stdLibURL: string, createPyodideModule?: unknown, stdout?: (text: string) => void }} Place
 */

const FOLDER = "/lab";

/** Python finds the compiled library outside the archives: a library cannot be loaded from within one. */
const NATIVE = `
import sys
from importlib.util import spec_from_file_location

class _Compiled:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == "pydantic_core._pydantic_core":
            return spec_from_file_location(name, "${FOLDER}/pydantic_core.so")

sys.meta_path.append(_Compiled)
`;

/** As the worker of the server has it (tutorial/run/worker_process.py): what a trace shows must not depend on it. */
const ENVIRONMENT = {
  HOME: "/home/lab",
  LANG: "C.UTF-8",
  PYTHONHASHSEED: "0",
  PYTHONPATH: `${FOLDER}/stepwire.zip:${FOLDER}/libraries.zip`,
  TZ: "UTC",
};

/**
 * A Python without a page around it: `import js` finds an empty object.
 *
 * @param {(options: any) => Promise<any>} loadPyodide
 * @param {LabParts} parts
 * @param {Place} place where Pyodide finds its own two files
 */
export async function startPython(loadPyodide, parts, place) {
  const silent = () => {};
  const pyodide = await loadPyodide({
    stdout: silent,
    stderr: silent,
    ...place,
    stdin: () => null,
    jsglobals: {},
    lockFileContents: EMPTY_LOCK,
    packageBaseUrl: place.indexURL,
    env: { ...ENVIRONMENT },
    fsInit: async (/** @type {any} */ files) => {
      files.mkdirTree(FOLDER);
      files.writeFile(`${FOLDER}/libraries.zip`, parts.libraries);
      files.writeFile(`${FOLDER}/stepwire.zip`, parts.stepwire);
      files.writeFile(`${FOLDER}/pydantic_core.so`, parts.pydantic_core);
    },
  });
  pyodide.runPython(NATIVE);
  return pyodide;
}

/**
 * The lab's one function: a request as JSON in, an answer as JSON out. `early` gets the answer of a request that may never
 * return, since its program catches what is to end it.
 *
 * @param {any} pyodide
 * @param {(answer: string) => void} [early]
 * @returns {(request: string) => string}
 */
export function entryOf(pyodide, early = () => {}) {
  const entry = pyodide.pyimport("web.lab.entry");
  entry.early = early;
  return entry.answer;
}

const EMPTY_LOCK = {
  info: { arch: "wasm32", platform: "emscripten", version: "0", python: "3.14.2", abi_version: "2026_0" },
  packages: {},
};
