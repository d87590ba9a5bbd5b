// The globe of static/img/icon.svg as PNG, for magazines without a logo. It has only five shapes,
// so they are drawn here without a rasteriser. Run by build.mjs.

import { deflateSync } from "node:zlib";

const RED = [0x83, 0x2a, 0x15];
const PAPER = [0xf6, 0xf1, 0xe7];
const HALF = 32; // the drawing extends from -32 to 32
const CORNER = 14;
const LINE = 1.5; // half the stroke width
const RADIUS = 24;
const WIDTHS = [24, 12, 20.8]; // of the ellipses
const SAMPLES = 4; // per pixel and direction

/** Whether a point is on the globe's lines. */
function onLine(x, y) {
  if (Math.abs(x) <= LINE && Math.abs(y) <= RADIUS) return true;
  return WIDTHS.some((width) => {
    const value = Math.hypot(x / width, y / RADIUS);
    const slope = Math.hypot(x / width ** 2, y / RADIUS ** 2) / (value || 1);
    return slope > 0 && Math.abs(value - 1) / slope <= LINE;
  });
}

function inside(x, y, corner) {
  const [dx, dy] = [x, y].map((one) => Math.max(Math.abs(one) - HALF + corner, 0));
  return Math.hypot(dx, dy) <= corner || corner === 0;
}

function pixel(column, row, size, corner) {
  const sum = [0, 0, 0, 0];
  for (let sample = 0; sample < SAMPLES ** 2; sample += 1) {
    const [dx, dy] = [sample % SAMPLES, Math.floor(sample / SAMPLES)];
    const [x, y] = [
      [column, dx],
      [row, dy],
    ].map(([at, part]) => ((at + (part + 0.5) / SAMPLES) / size - 0.5) * 2 * HALF);
    if (!inside(x, y, corner)) continue;
    const colour = onLine(x, y) ? PAPER : RED;
    colour.forEach((value, index) => (sum[index] += value));
    sum[3] += 1;
  }
  const colour = sum.slice(0, 3).map((value) => Math.round(value / (sum[3] || 1)));
  return [...colour, Math.round((sum[3] * 255) / SAMPLES ** 2)];
}

/** The CRC of PNG (ISO 3309); node:zlib has one only since Node 20.15. */
function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** A square PNG of `size` pixels; `round` where the platform does not round corners. */
export function drawIcon(size, { isRound }) {
  const rows = Array.from({ length: size }, (_, row) => [
    0, // no filter for this row
    ...Array.from({ length: size }, (__, x) => pixel(x, row, size, isRound ? CORNER : 0)).flat(),
  ]);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6], 8); // 8 bits each of red, green, blue and alpha
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(Buffer.from(rows.flat()), { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}
