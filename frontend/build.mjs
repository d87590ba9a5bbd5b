// Builds static/build/: stylesheets, scripts and fonts with a content hash in their names,
// compressed copies of each, and manifest.json, which maps plain names to hashed ones.

import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import zlib from "node:zlib";
import * as esbuild from "esbuild";
import { CUTS, cut } from "./fonts.mjs";
import { drawIcon } from "./icons.mjs";

const root = path.dirname(import.meta.dirname);
const goal = path.join(root, "static", "build");
const made = path.join(root, "node_modules", `.build.${process.pid}`);
const manifest = {};

async function keep(name, bytes) {
  const { name: stem, ext } = path.parse(name);
  const digest = createHash("sha256").update(bytes).digest("hex");
  const hashed = `${stem}-${digest.slice(0, 8).toUpperCase()}${ext}`;
  await writeFile(path.join(made, hashed), bytes);
  manifest[name] = hashed;
  return hashed;
}

async function buildFonts() {
  const names = {};
  for (const font of CUTS) {
    const bytes = await cut(font);
    if (font.format) await keep(`${font.name}.ttf`, bytes);
    else names[font.name] = await keep(`${font.name}.woff2`, bytes);
  }
  return names;
}

async function bundle(entry, options) {
  const result = await esbuild.build({
    entryPoints: [path.join(root, "static", entry)],
    bundle: true,
    minify: true,
    write: false,
    target: ["es2022", "chrome111", "firefox113", "safari16.4"],
    ...options,
  });
  return result.outputFiles[0].contents;
}

async function buildStyles(fonts) {
  for (const name of ["main.css", "admin.css"]) {
    // The stylesheet names fonts as /fonts/<name>.woff2; this inserts the hashes.
    const css = new TextDecoder().decode(await bundle(`css/${name}`, { external: ["/fonts/*"] }));
    const named = css.replace(/\/fonts\/(\w+)\.woff2/g, (_, font) => fonts[font]);
    await keep(name, Buffer.from(named));
    // The print styles for the screen, for the preview of the print layout.
    const onPaper = named.replaceAll("@media print", "@media all");
    if (name === "main.css") await keep("print.css", Buffer.from(onPaper));
  }
}

// Scripts for other sites contain their stylesheet.
async function buildEmbeds() {
  const styles = new TextDecoder().decode(await bundle("css/element.css", {})).trim();
  const define = { STYLES: JSON.stringify(styles) };
  for (const name of ["latest.js", "frame.js", "story.js"]) {
    await keep(name, await bundle(`js/embeds/${name}`, { format: "esm", define }));
  }
  await keep("frame.css", await bundle("css/frame.css", {}));
}

async function compress() {
  const brotli = promisify(zlib.brotliCompress);
  const gzip = promisify(zlib.gzip);
  for (const name of await readdir(made)) {
    if (!/\.(css|js|svg)$/.test(name)) continue;
    const file = path.join(made, name);
    const bytes = await readFile(file);
    await writeFile(`${file}.br`, await brotli(bytes));
    await writeFile(`${file}.gz`, await gzip(bytes, { level: 9 }));
  }
}

await mkdir(made, { recursive: true });
await buildStyles(await buildFonts());
await keep("main.js", await bundle("js/main.js", { format: "esm" }));
await keep("entrance.js", await bundle("js/admin/passkeys.js", { format: "esm" }));
await keep("admin.js", await bundle("js/admin.js", { format: "esm" }));
await keep("editor.js", await bundle("js/editor/main.js", { format: "esm" }));
await buildEmbeds();
await keep("icon.svg", await readFile(path.join(root, "static", "img", "icon.svg")));
for (const size of [32, 180, 192, 512]) {
  await keep(`icon-${size}.png`, drawIcon(size, { isRound: size === 32 }));
}
await compress();
await writeFile(path.join(made, "manifest.json"), JSON.stringify(manifest, null, 2));
await rm(goal, { recursive: true, force: true });
await rename(made, goal);
