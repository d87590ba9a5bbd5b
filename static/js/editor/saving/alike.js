// Compares the text of two versions, ignoring white space and markup.

import { plain } from "../text/html.js";
/** @import { Schema } from "@tiptap/pm/model" */
/** @import { Fields } from "../types.js" */

/**
 * @param {Fields} fields
 * @param {Fields} others
 * @param {Schema} schema
 */
export function areAlike(fields, others, schema) {
  /** @param {string} name */
  const isAlike = (name) =>
    textOf(name, fields[name], schema) === textOf(name, others[name], schema);
  return Object.keys(fields).every((name) => !(name in others) || isAlike(name));
}

/**
 * @param {string} name
 * @param {string[]} values
 * @param {Schema} schema
 */
function textOf(name, values, schema) {
  if (name === "body") return plain(values[0] ?? "", schema);
  return values
    .map((value) => value.replace(/\s+/g, " ").trim())
    .filter(Boolean)
    .join("\n");
}
