// Makes the lab's files: node lab.mjs JOB.json. Started by lab_builder.py, which says what a job is.
import { createHash } from "node:crypto";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import zlib from "node:zlib";
import { build } from "esbuild";
import { loadPyodide } from "pyodide";

/**
 * @typedef {{ folder: string, old: string, compiler: string, archives: Record<string, string>,
 *   copies: Record<string, string> }} Job
 */

/**
 * Of brotli's 11: the next one takes three times as long for 2 %. Names of files hold a hash, so a file that was packed
 * before is taken as it is.
 */
const QUALITY = 10;
const brotli = promisify(zlib.brotliCompress);
const gzip = promisify(zlib.gzip);

/** @type {Job} */
const job = JSON.parse(await readFile(process.argv[2] ?? "", "utf8"));

/** @type {Record<string, Uint8Array>} */
const made = { "worker.js": await worker() };
for (const [name, file] of Object.entries(job.copies)) made[name] = await readFile(file);
Object.assign(made, await compiled());
const kept = await Promise.all(Object.entries(made).map(([name, bytes]) => keep(name, bytes)));
await writeFile(path.join(job.folder, "made.json"), JSON.stringify(Object.fromEntries(kept), null, 2));

/** The worker with Pyodide's loader in one script: it may fetch nothing, so it can import nothing. */
async function worker() {
  const { outputFiles } = await build({
    entryPoints: ["../lab/worker.js"],
    nodePaths: ["node_modules"],
    external: ["node:*", "ws"],
    bundle: true,
    format: "esm",
    target: ["es2022"],
    minify: true,
    legalComments: "inline",
    write: false,
    logOverride: { "direct-eval": "silent" }, // Emscripten's, for libraries that bring scripts; ours brings none
    logLevel: "warning",
  });
  return outputFiles[0].contents;
}

/** The archives with their modules compiled, each by the lab's own Python. */
async function compiled() {
  const names = Object.keys(job.archives);
  if (!names.length) return {};
  // Columns of a line are for markers under tracebacks of the libraries; they are a tenth of their bytes.
  const pyodide = await loadPyodide({ env: { PYTHONHASHSEED: "0", PYTHONNODEBUGRANGES: "1" } });
  pyodide.runPython(await readFile(job.compiler, "utf8"));
  const compile = pyodide.globals.get("compile_archive");
  /** @type {Record<string, Uint8Array>} */
  const archives = {};
  for (const name of names) {
    console.log(`compiling ${name}`);
    pyodide.FS.writeFile("/source.zip", new Uint8Array(await readFile(job.archives[name])));
    compile("/source.zip", "/compiled.zip", name === "standard.zip" ? "/lib/python314.zip/" : `/lab/${name}/`);
    archives[name] = pyodide.FS.readFile("/compiled.zip");
  }
  return archives;
}

/**
 * Write a file under the name of its contents, with the packed copies beside it.
 *
 * @param {string} name
 * @param {Uint8Array} bytes
 */
async function keep(name, bytes) {
  const { name: stem, ext } = path.parse(name);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  const file = `${stem}-${hash}${ext}`;
  await mkdir(job.folder, { recursive: true });
  await writeFile(path.join(job.folder, file), bytes);
  const sent = await packed(`${file}.br`, () => brotli(bytes, { params: brotliFor(bytes) }));
  await packed(`${file}.gz`, () => gzip(bytes, { level: 9 }));
  return [name, { file, bytes: bytes.length, sent }];
}

/**
 * A packed copy, of the last build if that has it. Returns its length.
 *
 * @param {string} file
 * @param {() => Promise<Uint8Array>} pack
 */
async function packed(file, pack) {
  const old = await readFile(path.join(job.old, file)).catch(() => null);
  if (!old) console.log(`packing ${file}`);
  const bytes = old ?? (await pack());
  await writeFile(path.join(job.folder, file), bytes);
  return (await stat(path.join(job.folder, file))).size;
}

/** @param {Uint8Array} bytes */
function brotliFor(bytes) {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = zlib.constants;
  return { [BROTLI_PARAM_QUALITY]: QUALITY, [BROTLI_PARAM_LGWIN]: 24, [BROTLI_PARAM_SIZE_HINT]: bytes.length };
}
