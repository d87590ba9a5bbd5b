// Two renderings of prose, with the words marked that only one of them has.

import { runs } from "./diff.js";

const WORD = /\S+\s*|\s+/g;

// Wraps in <ins> what only `mine` holds, in <del> what only `theirs` holds.
export function markWords(mine, theirs) {
  const [some, others] = [wordsIn(mine), wordsIn(theirs)];
  const differing = runs(some, others, sayTheSame).filter(({ isSame }) => !isSame);
  mark(differing.flatMap((run) => run.mine), "ins");
  mark(differing.flatMap((run) => run.theirs), "del");
}

const sayTheSame = (one, other) => one.text.trim() === other.text.trim();

function wordsIn(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const words = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    for (const { 0: text, index } of node.data.matchAll(WORD)) {
      if (text.trim()) words.push({ node, text, from: index, to: index + text.trimEnd().length });
    }
  }
  return words;
}

// From the last to the first: cutting a text node leaves what stands before it alone.
function mark(words, tag) {
  for (const { node, from, to } of joined(words).reverse()) {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    range.surroundContents(document.createElement(tag));
  }
}

function joined(words) {
  const found = [];
  for (const word of words) {
    const last = found.at(-1);
    const isNext = last?.node === word.node && !last.node.data.slice(last.to, word.from).trim();
    if (isNext) last.to = word.to;
    else found.push({ ...word });
  }
  return found;
}
