// Shows two versions side by side, with the words that differ.

import { element } from "../nodes/inset.js";
import { shown } from "../saving/fields.js";
import { rendered } from "./blocks.js";
import { partsOf } from "./parts.js";
import { markWords } from "./words.js";
/** @import { Schema } from "@tiptap/pm/model" */
/** @import { Fields, Run } from "../types.js" */

/**
 * @param {HTMLFormElement} form
 * @param {Fields} mine
 * @param {Fields} theirs
 * @param {Schema} schema
 */
export function compare(form, mine, theirs, schema) {
  const found = new DocumentFragment();
  for (const part of partsOf(form, { mine, theirs, base: {} }, schema)) {
    found.append(element("h3", "comparison__title", part.label));
    for (const run of part.runs) {
      if (!run.isSame) found.append(pair(form, part.name, run, ["Kept in this browser", "Saved"]));
    }
  }
  return found;
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {Run} run
 * @param {string[]} titles of mine and of theirs
 */
export function pair(form, name, run, [mineTitle, theirsTitle]) {
  const place = element("div", "comparison__pair");
  const mine = side(form, name, run.mine);
  const theirs = side(form, name, run.theirs);
  if (run.mine.join("") && run.theirs.join("")) markWords(mine, theirs);
  place.append(titled(theirsTitle, theirs), titled(mineTitle, mine));
  return place;
}

/**
 * @param {string} title
 * @param {HTMLElement} content
 */
function titled(title, content) {
  const place = element("div", "comparison__side");
  place.append(element("p", "comparison__whose", title), content);
  return place;
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {string[]} values
 */
function side(form, name, values) {
  if (!values.join("")) return element("p", "comparison__nothing", "Nothing here");
  if (name === "body") return rendered(values);
  return element("p", "merging__prose", shown(form, name, values));
}
