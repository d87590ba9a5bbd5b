// The longest common subsequence of two lists, as runs that are alike or differ.

const MOST_WORK = 4_000_000; // cells of the table; beyond that, everything counts as different

/** @typedef {[number | null, number | null]} Pair an index in each list, or null */

/**
 * @template T
 * @param {T} one
 * @param {T} other
 */
const isEqual = (one, other) => one === other;

/**
 * @template T
 * @param {T[]} mine
 * @param {T[]} theirs
 * @param {(one: T, other: T) => boolean} alike
 * @returns {{ isSame: boolean, mine: T[], theirs: T[] }[]} in order
 */
export function runs(mine, theirs, alike = isEqual) {
  /** @type {{ isSame: boolean, mine: T[], theirs: T[] }[]} */
  const found = [];
  for (const [i, j] of pairs(mine, theirs, alike)) {
    const isSame = i !== null && j !== null;
    const last = found.at(-1);
    const run = last?.isSame === isSame ? last : { isSame, mine: [], theirs: [] };
    if (run !== last) found.push(run);
    if (i !== null) run.mine.push(mine[i]);
    if (j !== null) run.theirs.push(theirs[j]);
  }
  return found;
}

/**
 * Pairs of indices: both where the lists agree, one where an item is in one list only.
 * @template T
 * @param {T[]} a
 * @param {T[]} b
 * @param {(one: T, other: T) => boolean} alike
 * @returns {Pair[]}
 */
function pairs(a, b, alike) {
  let start = 0;
  while (start < a.length && start < b.length && alike(a[start], b[start])) start += 1;
  const most = Math.min(a.length, b.length) - start;
  let end = 0;
  while (end < most && alike(a[a.length - 1 - end], b[b.length - 1 - end])) end += 1;
  const middle = between(a.slice(start, a.length - end), b.slice(start, b.length - end), alike);
  /** @param {number | null} place */
  const shift = (place) => (place === null ? null : place + start);
  return [
    ...Array.from({ length: start }, (_, i) => /** @type {Pair} */ ([i, i])),
    ...middle.map(([i, j]) => /** @type {Pair} */ ([shift(i), shift(j)])),
    ...Array.from(
      { length: end },
      (_, i) => /** @type {Pair} */ ([a.length - end + i, b.length - end + i]),
    ),
  ];
}

/**
 * @template T
 * @param {T[]} a
 * @param {T[]} b
 * @param {(one: T, other: T) => boolean} alike
 */
function between(a, b, alike) {
  const table = a.length * b.length > MOST_WORK ? null : lengths(a, b, alike);
  /** @type {Pair[]} */
  const found = [];
  const width = b.length + 1;
  let [i, j] = [0, 0];
  while (table && i < a.length && j < b.length) {
    if (alike(a[i], b[j])) found.push([i++, j++]);
    else if (table[(i + 1) * width + j] >= table[i * width + j + 1]) found.push([i++, null]);
    else found.push([null, j++]);
  }
  while (i < a.length) found.push([i++, null]);
  while (j < b.length) found.push([null, j++]);
  return found;
}

/**
 * @template T
 * @param {T[]} a
 * @param {T[]} b
 * @param {(one: T, other: T) => boolean} alike
 */
function lengths(a, b, alike) {
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const at = i * width + j;
      table[at] =
        alike(a[i], b[j]) ? table[at + width + 1] + 1 : Math.max(table[at + width], table[at + 1]);
    }
  }
  return table;
}
