// Parses stored HTML into the editor's document and serialises it. Data attributes keep what the
// schema cannot express; the serialiser removes them.

import { all, one } from "../../dom.js";
import { DOMParser as DocumentParser, DOMSerializer } from "@tiptap/pm/model";
/** @import { Node as ModelNode, Schema } from "@tiptap/pm/model" */

const SYNONYMS = { b: "strong", i: "em", del: "s" };
const LINED_UP = new Set(["UL", "OL", "DL", "BLOCKQUOTE", "TABLE", "THEAD", "TBODY", "TR"]);
const ITEMS = new Set(["LI", "DD", "TD", "TH"]);
const BLOCKS = "p, h2, h3, ul, ol, dl, blockquote, aside, figure, hr, pre, table";
const MAY_BE_EMPTY = "p, h2, h3, blockquote, aside";

/**
 * @param {string} html
 * @param {Schema} schema
 */
export function read(html, schema) {
  return DocumentParser.fromSchema(schema).parse(prepared(html), { preserveWhitespace: false });
}

// An unchanged block is the same object and is serialised only once.
/** @type {WeakMap<ModelNode, string>} */
const printed = new WeakMap();

/** @param {ModelNode} doc */
export function print(doc) {
  let html = "";
  doc.forEach((block) => {
    if (!printed.has(block)) printed.set(block, printBlock(block));
    html += printed.get(block);
  });
  return html;
}

/** @param {ModelNode} block */
function printBlock(block) {
  const inert = document.implementation.createHTMLDocument("");
  const serializer = DOMSerializer.fromSchema(block.type.schema);
  inert.body.append(serializer.serializeNode(block, { document: inert }));
  restore(inert.body);
  lineUp(inert.body);
  return inert.body.innerHTML;
}

/**
 * Equal for two texts that differ only in their HTML syntax.
 * @param {string} html
 * @param {Schema} schema
 */
export const plain = (html, schema) => print(read(html, schema));

// ---- in

/** @param {string} html */
export function prepared(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const [tag, usual] of Object.entries(SYNONYMS)) {
    for (const element of body.querySelectorAll(tag)) rename(element, usual).dataset.as = tag;
  }
  // The editor's page has ids of its own, which these must not clash with.
  for (const place of body.querySelectorAll("[id]")) {
    place.dataset.target = place.id;
    place.removeAttribute("id");
  }
  for (const item of body.querySelectorAll("li, dd, td, th")) {
    if (item.querySelector(":scope > p")) item.dataset.loose = "";
  }
  for (const table of all(body, "table:has(> caption)", HTMLTableElement)) wrapCaption(table);
  for (const pre of body.querySelectorAll("pre:not(:has(> code))")) pre.dataset.bare = "";
  return body;
}

/** @param {HTMLTableElement} table */
function wrapCaption(table) {
  const frame = table.ownerDocument.createElement("div");
  frame.dataset.captioned = "";
  table.before(frame);
  const caption = rename(one(table, "caption"), "div");
  caption.dataset.caption = "";
  frame.append(caption, table);
}

// ---- out

/** @param {HTMLElement} body */
function restore(body) {
  for (const place of body.querySelectorAll("[data-target]")) {
    place.id = place.dataset.target ?? "";
    place.removeAttribute("data-target");
  }
  for (const element of body.querySelectorAll("[data-as]")) {
    rename(element, element.dataset.as ?? "").removeAttribute("data-as");
  }
  for (const item of body.querySelectorAll("li, dd, td, th")) tighten(item);
  for (const pre of body.querySelectorAll("pre[data-bare]")) {
    pre.replaceChildren(...(pre.firstChild?.childNodes ?? []));
    pre.removeAttribute("data-bare");
  }
  for (const table of body.querySelectorAll("table")) divide(table);
  for (const frame of body.querySelectorAll("[data-captioned]")) unwrapCaption(frame);
  dropEmpty(body);
}

/**
 * A list item with one paragraph has no <p>, unless it had one.
 * @param {HTMLElement} item
 */
function tighten(item) {
  const isLoose = item.hasAttribute("data-loose");
  item.removeAttribute("data-loose");
  const paragraphs = item.querySelectorAll(":scope > p");
  const [first] = paragraphs;
  if (isLoose || paragraphs.length !== 1 || item.firstChild !== first || first.attributes.length)
    return;
  first.replaceWith(...first.childNodes);
}

/**
 * Rows that only have header cells form the table head.
 * @param {HTMLTableElement} table
 */
function divide(table) {
  const rows = [...table.rows];
  const count = rows.findIndex((row) => row.querySelector(":scope > td"));
  const heads = rows.slice(0, count === -1 ? rows.length : count);
  if (!heads.length) return;
  const head = table.createTHead();
  head.append(...heads);
  const [body] = table.tBodies;
  if (!body.rows.length) body.remove();
}

/** @param {any} frame */
function unwrapCaption(frame) {
  const [caption, table] = frame.children;
  caption.removeAttribute("data-caption");
  if (caption.textContent.trim()) table.prepend(rename(caption, "caption"));
  frame.replaceWith(table);
}

/**
 * From the last: a quotation is empty only once its empty lines are removed.
 * @param {HTMLElement} body
 */
function dropEmpty(body) {
  for (const block of [...body.querySelectorAll(MAY_BE_EMPTY)].reverse()) {
    const holds = block.querySelector("hr, figure, table, pre, ul, ol, dl");
    if (!holds && !block.textContent.trim()) block.remove();
  }
}

/**
 * Adds line breaks as Markdown does, so that only edited passages change.
 * @param {any} parent
 */
function lineUp(parent) {
  const isLinedUp = parent.tagName === "BODY" || LINED_UP.has(parent.tagName);
  const isItem = ITEMS.has(parent.tagName);
  const children = [...parent.childNodes];
  if (isLinedUp && parent.tagName !== "BODY") parent.prepend("\n");
  for (const child of children) {
    if (child.nodeName === "BR") child.after("\n");
    const isBlock = child.matches?.(BLOCKS);
    if (isItem && isBlock && child.previousSibling?.data !== "\n") child.before("\n");
    if (isLinedUp || (isItem && isBlock)) child.after("\n");
    if (child.nodeType === Node.ELEMENT_NODE && child.tagName !== "PRE") lineUp(child);
  }
}

/**
 * @param {HTMLElement} element
 * @param {string} tag
 */
function rename(element, tag) {
  const renamed = element.ownerDocument.createElement(tag);
  for (const { name, value } of element.attributes) renamed.setAttribute(name, value);
  renamed.append(...element.childNodes);
  element.replaceWith(renamed);
  return renamed;
}
