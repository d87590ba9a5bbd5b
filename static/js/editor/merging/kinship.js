// Matches the blocks of two texts that are versions of each other. The server must find
// the same pairs: see models/body/kinship.py and the cases in tests/models/body/texts.json.

const KINSHIP = 0.35; // the share of words that two such blocks have in common
const MOST_PAIRS = 250_000;

/**
 * Index pairs of matching blocks, in order, with the most words in common.
 * @param {string[]} old blocks as HTML
 * @param {string[]} fresh
 * @returns {[number, number][]}
 */
export function akin(old, fresh) {
  if (old.length * fresh.length > MOST_PAIRS) return [];
  const [before, after] = [old.map(read), fresh.map(read)];
  const shared = before.map((one) => after.map((other) => kinship(one, other)));
  const best = bestSums(shared, old.length, fresh.length);
  /** @type {[number, number][]} */
  const pairs = [];
  let [i, j] = [0, 0];
  while (i < old.length && j < fresh.length) {
    if (shared[i][j] && best[i][j] === shared[i][j] + best[i + 1][j + 1]) pairs.push([i++, j++]);
    else if (best[i][j] === best[i + 1][j]) i += 1;
    else j += 1;
  }
  return pairs;
}

/**
 * @param {number[][]} shared
 * @param {number} height
 * @param {number} width
 */
function bestSums(shared, height, width) {
  const best = Array.from({ length: height + 1 }, () => new Array(width + 1).fill(0));
  for (let i = height - 1; i >= 0; i -= 1) {
    for (let j = width - 1; j >= 0; j -= 1) {
      const together = shared[i][j] && shared[i][j] + best[i + 1][j + 1];
      best[i][j] = Math.max(together, best[i + 1][j], best[i][j + 1]);
    }
  }
  return best;
}

/** @param {string} html */
const read = (html) => ({
  tag: html.match(/^<(\w+)/)?.[1],
  words: new Set(html.replace(/<[^>]*>/g, " ").match(/[\p{L}\p{N}_]+/gu)),
});

/**
 * The share of words in common, from 0 to 1.
 * @param {ReturnType<typeof read>} one
 * @param {ReturnType<typeof read>} other
 */
function kinship(one, other) {
  const most = one.words.size + other.words.size;
  if (one.tag !== other.tag || !most) return 0;
  const both = [...one.words].filter((word) => other.words.has(word)).length;
  return (2 * both) / most >= KINSHIP ? (2 * both) / most : 0;
}
