// Answers requests by the lab's bundle in Node: JSON lines in, JSON lines out. Started by test_python.py.
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";

const web = new URL("../../../web/", import.meta.url);
const { loadPyodide } = await import(new URL("frontend/node_modules/pyodide/pyodide.mjs", web));
const { entryOf, startPython } = await import(new URL("lab/python.js", web));

const { parts } = JSON.parse(await readFile(new URL("static-lab/manifest.json", web), "utf8"));
const place = (name) => new URL(`static-lab/${parts[name].file}`, web).pathname;
const bytes = async (name) => new Uint8Array(await readFile(place(name)));

const python = await startPython(
  loadPyodide,
  {
    libraries: await bytes("libraries.zip"),
    stepwire: await bytes("stepwire.zip"),
    pydantic_core: await bytes("pydantic_core.so"),
  },
  { indexURL: new URL("frontend/node_modules/pyodide/", web).pathname, stdLibURL: place("standard.zip") },
);
const answer = entryOf(python);
for await (const request of createInterface({ input: process.stdin })) {
  const began = performance.now();
  process.stdout.write(`${answer(request)}\n`);
  if (process.env.STEPWIRE_TIMES) console.error(Math.round(performance.now() - began));
}
