// Unpacks npm's Chromium into a folder: node unpack.mjs FOLDER. Started by .ci/chromium.py.
process.env.TMPDIR = process.argv[2]; // the package unpacks into the temporary folder
process.env.VERCEL = "1"; // and brings its libraries along only where it thinks the machine has none
const { default: chromium } = await import("@sparticuz/chromium");
await chromium.executablePath();
