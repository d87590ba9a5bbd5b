// The differences between two versions of a story: by field, and in the text by block.

import { areSame, labelOf } from "../saving/fields.js";
import { blocksOf } from "./blocks.js";
import { runs } from "./diff.js";
import { akin } from "./kinship.js";
/** @import { Schema } from "@tiptap/pm/model" */
/** @import { Fields, Part, Run } from "../types.js" */

/** @typedef {{ html: string, isOld: boolean }} Block */
/** @typedef {{ isSame?: boolean, mine: Block[], theirs: Block[] }} Blocks */

/**
 * @param {HTMLFormElement} form
 * @param {{ mine: Fields, theirs: Fields, base: Fields }} versions
 * @param {Schema} schema
 * @returns {Part[]}
 */
export function partsOf(form, versions, schema) {
  return Object.keys(versions.theirs)
    .filter((name) => name in versions.mine)
    .map((name) => ({ name, label: labelOf(form, name), runs: runsOf(name, versions, schema) }))
    .filter(({ runs: found }) => found.some(({ isSame }) => !isSame));
}

/**
 * @param {string} name
 * @param {{ mine: Fields, theirs: Fields, base: Fields }} versions
 * @param {Schema} schema
 */
function runsOf(name, { mine, theirs, base }, schema) {
  if (name !== "body") return [fieldRun(mine[name], theirs[name], base[name] ?? [])];
  /** @param {Fields} fields */
  const blocks = ({ body = [] }) => blocksOf(body[0] ?? "", schema);
  const [ours, other, before] = [mine, theirs, base].map(blocks);
  return runs(since(before, ours), since(before, other), isSameBlock)
    .flatMap((run) => (run.isSame ? run : apart(run)))
    .map((run) => ({ isSame: Boolean(run.isSame), ...htmlOf(run), choice: choiceOf(run) }));
}

/**
 * @param {string[]} mine
 * @param {string[]} theirs
 * @param {string[]} base
 * @returns {Run}
 */
function fieldRun(mine, theirs, base) {
  const choice = areSame(mine, base) ? "theirs" : areSame(theirs, base) ? "mine" : null;
  return { isSame: areSame(mine, theirs), mine, theirs, choice };
}

// ---- the text's blocks, each with whether it was there before

/**
 * @param {string[]} before
 * @param {string[]} blocks
 * @returns {Block[]}
 */
const since = (before, blocks) =>
  runs(blocks, before).flatMap(({ mine, isSame }) => mine.map((html) => ({ html, isOld: isSame })));

/**
 * @param {Block} one
 * @param {Block} other
 */
const isSameBlock = (one, other) => one.html === other.html;

/**
 * @param {Blocks} blocks
 */
const htmlOf = ({ mine, theirs }) => ({
  mine: mine.map(({ html }) => html),
  theirs: theirs.map(({ html }) => html),
});

/**
 * Splits a conflict so that each choice is between versions of one block.
 * @param {Blocks} run
 */
function apart({ mine, theirs }) {
  /** @type {Blocks[]} */
  const found = [];
  let [i, j] = [0, 0];
  const html = htmlOf({ mine, theirs });
  for (const [x, y] of [...akin(html.mine, html.theirs), [mine.length, theirs.length]]) {
    const between = { isSame: false, mine: mine.slice(i, x), theirs: theirs.slice(j, y) };
    if (x > i || y > j) found.push(between);
    if (x < mine.length) found.push({ isSame: false, mine: [mine[x]], theirs: [theirs[y]] });
    [i, j] = [x + 1, y + 1];
  }
  return found;
}

/** @param {Blocks} run */
function choiceOf({ mine, theirs }) {
  const [mineIsOld, theirsIsOld] = [mine, theirs].map((side) => side.every(({ isOld }) => isOld));
  // Both are old: somebody has removed something.
  if (mineIsOld && theirsIsOld) {
    return mine.length === theirs.length ? null : mine.length < theirs.length ? "mine" : "theirs";
  }
  if (mineIsOld) return "theirs";
  return theirsIsOld ? "mine" : null;
}

/**
 * The fields with the version chosen for each part.
 * @param {Part[]} parts
 */
export function merged(parts) {
  return Object.fromEntries(parts.map(({ name, runs: found }) => [name, taken(name, found)]));
}

/**
 * @param {string} name
 * @param {Run[]} found
 */
function taken(name, found) {
  const chosen = found.flatMap(({ isSame, choice, mine, theirs }) => {
    if (isSame || choice === "mine") return mine;
    return choice === "theirs" ? theirs : [...mine, ...theirs];
  });
  return name === "body" ? [chosen.join("\n")] : chosen;
}
