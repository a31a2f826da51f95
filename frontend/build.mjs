// Bundles src/ into the committed files that the app serves, and notes what they were built from.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const here = new URL(".", import.meta.url);
const out = new URL("../src/hotseat/web/static/build/", here);

await rm(out, { recursive: true, force: true });
await build({
  absWorkingDir: fileURLToPath(here),
  entryPoints: ["src/app.js"],
  outdir: fileURLToPath(out),
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "eof",
  chunkNames: "[name]",
});

const digest = async (url) => createHash("sha256").update(await readFile(url)).digest("hex");
const hashes = async (base, names) =>
  Object.fromEntries(await Promise.all(names.sort().map(async (name) => [name, await digest(new URL(name, base))])));

const sources = (await readdir(new URL("src/", here))).map((name) => `src/${name}`);
const manifest = {
  inputs: await hashes(here, [...sources, "build.mjs", "package.json", "package-lock.json"]),
  outputs: await hashes(out, await readdir(out)),
};
await writeFile(new URL("manifest.json", out), JSON.stringify(manifest, null, 2) + "\n");
