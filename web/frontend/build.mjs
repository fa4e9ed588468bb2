// Bundles the front end into a folder: node build.mjs FOLDER SOURCES_HASH. Started by bundler.py.
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress } from "node:zlib";
import { build } from "esbuild";

const [folder, sources] = process.argv.slice(2);
if (!folder || !sources) {
  throw new Error("usage: node build.mjs FOLDER SOURCES_HASH");
}

/** A mode's script and stylesheet have the mode's key for a name, and import those of its parts. */
const modes = (await readdir("../modes"))
  .filter((file) => file.endsWith(".js"))
  .map((file) => path.basename(file, ".js"));

/** The modes with a cursor share most of their scripts, and whoever has one of them loads the rest only once. */
/** @type {string[]} */
const stepping = [];
for (const mode of modes) {
  const script = await readFile(`../modes/${mode}.js`, "utf8");
  if (script.includes("/stepper/wire.js")) stepping.push(mode);
}

/** @type {import("esbuild").BuildOptions} */
const options = {
  outdir: folder,
  // The packages are beside this file, and not above the sources.
  nodePaths: ["node_modules"],
  // The hash of the contents is in every name, so files can be cached for ever.
  entryNames: "[name]-[hash]",
  assetNames: "assets/[name]-[hash]",
  bundle: true,
  format: "esm",
  target: ["es2022"],
  minify: true,
  sourcemap: "linked",
  legalComments: "linked",
  // Font packages name an old .woff beside each .woff2; every browser we serve reads the latter.
  loader: { ".woff2": "file", ".woff": "empty", ".svg": "file" },
  logLevel: "warning",
};

/**
 * @param {string[]} entries
 * @param {import("esbuild").BuildOptions} [more]
 */
async function built(entries, more = {}) {
  const entryPoints = entries.map((entry) => path.join("..", entry));
  const { metafile } = await build({ ...options, ...more, entryPoints, metafile: true });
  return metafile.outputs;
}

const outputs = {
  ...(await built([
    "site/site.js",
    "site/site.css",
    "site/page.css",
    "site/lines.css",
    "site/what_if.css",
    ...modes.map((mode) => `modes/${mode}.css`),
    ...modes.filter((mode) => !stepping.includes(mode)).map((mode) => `modes/${mode}.js`),
    // What a page loads late, when somebody wants it.
    "parts/predict/predicting.js",
    "parts/predict/predicting.css",
    "parts/workbench/bench.js",
    "parts/workbench/bench.css",
    "parts/refuted.css",
    "preview/preview.js",
    "preview/preview.css",
  ])),
  ...(await built(
    stepping.map((mode) => `modes/${mode}.js`),
    { splitting: true, chunkNames: "[name]-[hash]" },
  )),
};

// Packed here, since Python has no brotli of its own; the server sends these to browsers that take them.
const pack = promisify(brotliCompress);
await Promise.all(
  Object.keys(outputs)
    .filter((file) => /\.(?:js|css)$/.test(file))
    .map(async (file) => writeFile(`${file}.br`, await pack(await readFile(file)))),
);

const below = (/** @type {string} */ file) => path.relative(folder, path.resolve(file));
const entries = Object.entries(outputs).filter(([, output]) => output.entryPoint);
const name = (/** @type {import("esbuild").Metafile["outputs"][string]} */ output) =>
  path.basename(output.entryPoint ?? "");
const files = entries.map(([file, output]) => [name(output), below(file)]);
const shared = entries
  .map(([, output]) => [
    name(output),
    output.imports.filter(({ kind }) => kind === "import-statement").map((one) => below(one.path)),
  ])
  .filter(([, chunks]) => chunks.length > 0);
await writeFile(
  path.join(folder, "manifest.json"),
  JSON.stringify({ sources, files: Object.fromEntries(files), shared: Object.fromEntries(shared) }, null, 2),
);
