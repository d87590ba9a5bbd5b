// Marks the words that only one of two versions has.

import { runs } from "./diff.js";

/** @typedef {{ node: Text, text: string, from: number, to: number }} Word */

const WORD = /\S+\s*|\s+/g;

/**
 * Wraps in <ins> what only `mine` holds, in <del> what only `theirs` holds.
 * @param {HTMLElement} mine
 * @param {HTMLElement} theirs
 */
export function markWords(mine, theirs) {
  const [some, others] = [wordsIn(mine), wordsIn(theirs)];
  const differing = runs(some, others, sayTheSame).filter(({ isSame }) => !isSame);
  mark(differing.flatMap((run) => run.mine), "ins");
  mark(differing.flatMap((run) => run.theirs), "del");
}

/**
 * @param {Word} one
 * @param {Word} other
 */
const sayTheSame = (one, other) => one.text.trim() === other.text.trim();

/** @param {HTMLElement} root */
function wordsIn(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  /** @type {Word[]} */
  const words = [];
  while (walker.nextNode()) {
    const node = /** @type {Text} */ (walker.currentNode);
    for (const { 0: text, index } of node.data.matchAll(WORD)) {
      if (text.trim()) words.push({ node, text, from: index, to: index + text.trimEnd().length });
    }
  }
  return words;
}

/**
 * Goes backwards: splitting a text node does not move the text before the split.
 * @param {Word[]} words
 * @param {"ins" | "del"} tag
 */
function mark(words, tag) {
  for (const { node, from, to } of joined(words).reverse()) {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    range.surroundContents(document.createElement(tag));
  }
}

/** @param {Word[]} words */
function joined(words) {
  /** @type {Word[]} */
  const found = [];
  for (const word of words) {
    const last = found.at(-1);
    if (last && areJoined(last, word)) last.to = word.to;
    else found.push({ ...word });
  }
  return found;
}

/**
 * @param {Word} one
 * @param {Word} next
 */
const areJoined = (one, next) =>
  one.node === next.node && !one.node.data.slice(one.to, next.from).trim();
