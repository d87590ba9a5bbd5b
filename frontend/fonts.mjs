// Cuts the packaged variable fonts down to what the pages use.
//
// The optical size is a design decision here: text is cut for 18 px, headlines for 48.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import subsetFont from "subset-font";

const require = createRequire(import.meta.url);

const range = (first, last) =>
  Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i));

const LETTERS = [
  ...range(0x20, 0x7e),
  ...range(0xa0, 0xff),
  ..."ŒœŠšŽžŸıŁłĆćČčĐđĞğİŞşĀāĒēĪīŌōŪū",
  ..."‐‑–—‘’‚“”„†•…′″‹›€←↑→↓−",
].join("");

const NEWSREADER = "@fontsource-variable/newsreader/files/newsreader-latin-";
const FRANKLIN = "@fontsource-variable/libre-franklin/files/libre-franklin-latin-";

export const CUTS = [
  { name: "text", file: `${NEWSREADER}opsz-normal.woff2`, axes: { wght: 400, opsz: 18 } },
  { name: "bold", file: `${NEWSREADER}opsz-normal.woff2`, axes: { wght: 650, opsz: 18 } },
  { name: "italic", file: `${NEWSREADER}opsz-italic.woff2`, axes: { wght: 400, opsz: 18 } },
  { name: "headline", file: `${NEWSREADER}opsz-normal.woff2`, axes: { wght: 500, opsz: 48 } },
  { name: "label", file: `${FRANKLIN}wght-normal.woff2`, axes: { wght: { min: 400, max: 650 } } },
];

export async function cut({ file, axes }) {
  const whole = await readFile(require.resolve(file));
  return subsetFont(whole, LETTERS, { targetFormat: "woff2", variationAxes: axes });
}
