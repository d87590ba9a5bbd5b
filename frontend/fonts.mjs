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
  ..."ŒœŸı",
  ..."‐–—‘’‚“”„†•…′″‹›€↑↓−",
].join("");

// Letters of other languages' names; pages without them never fetch this file.
const MORE_LETTERS = [...range(0x100, 0x17f), ..."ȘșȚțẞ"].join("");

const NEWSREADER = "@fontsource-variable/newsreader/files/newsreader-latin-";
const FRANKLIN = "@fontsource-variable/libre-franklin/files/libre-franklin-latin-";
const UPRIGHT = "opsz-normal.woff2";

const TEXT = { wght: 400, opsz: 18 };
const HEADLINE = { wght: 500, opsz: 48 };
const LABEL = { wght: { min: 400, max: 650 } };

// Pillow draws social pictures with these: TrueType, because not every FreeType reads WOFF2, and of
// one weight.
const DRAWN = "truetype";
const KICKER = { wght: 600 };

export const CUTS = [
  { name: "text", file: `${NEWSREADER}${UPRIGHT}`, axes: TEXT },
  { name: "bold", file: `${NEWSREADER}${UPRIGHT}`, axes: { wght: 650, opsz: 18 } },
  { name: "italic", file: `${NEWSREADER}opsz-italic.woff2`, axes: TEXT },
  { name: "headline", file: `${NEWSREADER}${UPRIGHT}`, axes: HEADLINE },
  { name: "label", file: `${FRANKLIN}wght-normal.woff2`, axes: LABEL },
  { name: "text_more", file: `${NEWSREADER}ext-${UPRIGHT}`, axes: TEXT, letters: MORE_LETTERS },
  {
    name: "headline_more",
    file: `${NEWSREADER}ext-${UPRIGHT}`,
    axes: HEADLINE,
    letters: MORE_LETTERS,
  },
  {
    name: "label_more",
    file: `${FRANKLIN}ext-wght-normal.woff2`,
    axes: LABEL,
    letters: MORE_LETTERS,
  },
  { name: "headline", file: `${NEWSREADER}${UPRIGHT}`, axes: HEADLINE, format: DRAWN },
  {
    name: "headline_more",
    file: `${NEWSREADER}ext-${UPRIGHT}`,
    axes: HEADLINE,
    letters: MORE_LETTERS,
    format: DRAWN,
  },
  { name: "label", file: `${FRANKLIN}wght-normal.woff2`, axes: KICKER, format: DRAWN },
  {
    name: "label_more",
    file: `${FRANKLIN}ext-wght-normal.woff2`,
    axes: KICKER,
    letters: MORE_LETTERS,
    format: DRAWN,
  },
];

export async function cut({ file, axes, letters = LETTERS, format = "woff2" }) {
  const whole = await readFile(require.resolve(file));
  return subsetFont(whole, letters, { targetFormat: format, variationAxes: axes });
}
