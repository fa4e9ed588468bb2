// Bundles the front end into a folder: node build.mjs FOLDER SOURCES_HASH. Started by bundler.py.
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";

const [folder, sources] = process.argv.slice(2);
if (!folder || !sources) {
  throw new Error("usage: node build.mjs FOLDER SOURCES_HASH");
}

/** A mode's script and stylesheet have the mode's key for a name, and import those of its parts. */
const modes = (await readdir("../modes"))
  .filter((file) => file.endsWith(".js"))
  .map((file) => path.basename(file, ".js"));

const { metafile } = await build({
  entryPoints: [
    "site/site.js",
    "site/site.css",
    "site/lines.css",
    "site/what_if.css",
    ...modes.flatMap((mode) => [`modes/${mode}.js`, `modes/${mode}.css`]),
    // What a page loads late, when somebody wants it.
    "parts/predict/predicting.js",
    "parts/predict/predicting.css",
    "parts/workbench/bench.js",
    "parts/workbench/bench.css",
    "parts/refuted.css",
    "preview/preview.js",
    "preview/preview.css",
  ].map((entry) => path.join("..", entry)),
  outdir: folder,
  // The packages are beside this file, and not above the sources.
  nodePaths: ["node_modules"],
  // Each entry is whole: parts that several share would cost a request more, and 1,300 bytes of a first visit.
  // The hash of the contents is in every name, so files can be cached for ever.
  entryNames: "[name]-[hash]",
  assetNames: "assets/[name]-[hash]",
  bundle: true,
  format: "esm",
  target: ["es2022"],
  minify: true,
  sourcemap: "linked",
  legalComments: "linked",
  metafile: true,
  // Font packages name an old .woff beside each .woff2; every browser we serve reads the latter.
  loader: { ".woff2": "file", ".woff": "empty", ".svg": "file" },
  logLevel: "warning",
});

// Packed once, as well as it can be: a seventh less to fetch than what the server packs by itself.
for (const file of Object.keys(metafile.outputs).filter((name) => /\.(js|css)$/.test(name))) {
  await writeFile(`${file}.br`, brotliCompressSync(await readFile(file)));
}

const files = Object.entries(metafile.outputs)
  .filter(([, output]) => output.entryPoint)
  .map(([file, output]) => [path.basename(output.entryPoint ?? ""), path.relative(folder, path.resolve(file))]);
await writeFile(
  path.join(folder, "manifest.json"),
  JSON.stringify({ sources, files: Object.fromEntries(files) }, null, 2),
);
