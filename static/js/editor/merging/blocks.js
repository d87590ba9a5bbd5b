// The text as a list of blocks, and how a block looks where it cannot be edited.

import { nameOf } from "../nodes/embed.js";
import { element } from "../nodes/inset.js";
import { plain } from "../text/html.js";
/** @import { Schema } from "@tiptap/pm/model" */

/**
 * @param {string} html
 * @param {Schema} schema
 */
export function blocksOf(html, schema) {
  const template = document.createElement("template");
  template.innerHTML = plain(html, schema);
  return [...template.content.children].map((block) => block.outerHTML);
}

/** @param {string[]} blocks */
export function rendered(blocks) {
  const place = element("div", "prose merging__prose");
  place.innerHTML = blocks.join("\n");
  for (const fold of place.querySelectorAll("hr[data-fold]")) sayInstead(fold, "The fold");
  for (const picture of place.querySelectorAll("[data-picture]")) {
    sayInstead(picture, `Picture ${picture.dataset.picture}`);
  }
  for (const embed of place.querySelectorAll("[data-embed]")) {
    sayInstead(embed, `${nameOf(embed.dataset.embed ?? "")} ${embed.textContent}`);
  }
  for (const target of place.querySelectorAll("[id]")) target.removeAttribute("id");
  for (const link of place.querySelectorAll("a")) link.removeAttribute("href");
  return place;
}

/**
 * @param {Element} block
 * @param {string} words
 */
function sayInstead(block, words) {
  block.replaceWith(element("p", "merging__piece", words));
}
