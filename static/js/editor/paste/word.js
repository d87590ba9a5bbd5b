// Cleans HTML from Word: lists as paragraphs with a level, comments, tracked changes, smart tags.

import { rename, unwrap } from "./elements.js";

const NOTES =
  "[data-style*='mso-element:comment'], [data-style*='mso-element: comment'], " +
  "[data-style*='mso-special-character:comment'], .MsoCommentReference, .MsoCommentText, " +
  "a[href^='#_msocom'], a[name^='_msocom'], a[name^='_msoanchor']";
const LEVEL = /mso-list:\s*(l\d+)\s+level(\d+)/i;
const NUMBERED = /^\(?(?:\d+|[a-z]{1,2}|[ivxlc]+)[.)]/i;
const QUOTES = "p[class*=MsoQuote], p[class*=MsoIntenseQuote]";

/** @param {HTMLElement} body */
export function fromWord(body) {
  for (const note of body.querySelectorAll(NOTES)) note.remove();
  // Tracked changes: deleted text goes, inserted text stays.
  for (const gone of body.querySelectorAll("del[cite], del[datetime], .msoDel")) gone.remove();
  for (const added of body.querySelectorAll("ins, .msoIns")) unwrap(added);
  for (const title of body.querySelectorAll("p.MsoTitle")) rename(title, "h1");
  for (const quote of body.querySelectorAll(QUOTES)) wrapQuote(quote);
  makeLists(body);
  for (const marker of body.querySelectorAll("[data-style*='mso-list:Ignore' i]")) marker.remove();
  for (const element of [...body.querySelectorAll("*")]) {
    // <o:p>, <st1:place>, <w:sdt>: Office's own wrappers.
    if (element.localName.includes(":")) unwrap(element);
  }
}

/** @param {HTMLElement} paragraph */
function wrapQuote(paragraph) {
  const before = paragraph.previousElementSibling;
  if (before?.matches("blockquote[data-word]")) return before.append(paragraph);
  const quote = paragraph.ownerDocument.createElement("blockquote");
  quote.dataset.word = "";
  paragraph.replaceWith(quote);
  quote.append(paragraph);
}

/** @param {HTMLElement} body */
function makeLists(body) {
  for (const paragraph of [...body.querySelectorAll("p[data-style*=mso-list i]")]) {
    const [, , level] = LEVEL.exec(paragraph.dataset.style ?? "") ?? [];
    if (level) intoList(paragraph, Number(level));
  }
}

/**
 * @param {HTMLElement} paragraph
 * @param {number} level
 */
function intoList(paragraph, level) {
  const marker = markerOf(paragraph);
  const tag = NUMBERED.test(marker) ? "ol" : "ul";
  const item = paragraph.ownerDocument.createElement("li");
  const place = /** @type {HTMLElement | null} */ (paragraph.previousElementSibling);
  item.append(...paragraph.childNodes);
  if (place?.matches("[data-word-list]")) {
    paragraph.remove();
    return append(place, tag, item, level);
  }
  const list = newList(paragraph, tag, item);
  const number = tag === "ol" ? Number.parseInt(marker.replace("(", ""), 10) : 1;
  if (number > 1) list.setAttribute("start", String(number));
  paragraph.replaceWith(list);
}

/**
 * @param {HTMLElement} list
 * @param {string} tag
 * @param {HTMLElement} item
 * @param {number} level
 */
function append(list, tag, item, level) {
  let deepest = list;
  for (let depth = 1; depth < level; depth += 1) {
    const last = deepest.lastElementChild ?? deepest;
    const inner = last.querySelector(":scope > :is(ul, ol)");
    if (!inner) return last.append(newList(item, tag, item));
    deepest = inner;
  }
  // A numbered list after a bulleted one is a separate list.
  if (deepest.localName === tag) return deepest.append(item);
  deepest.after(newList(item, tag, item));
}

/**
 * @param {{ ownerDocument: any }} options
 * @param {string} tag
 * @param {HTMLElement} item
 */
function newList({ ownerDocument }, tag, item) {
  const list = ownerDocument.createElement(tag);
  list.dataset.wordList = "";
  list.append(item);
  return list;
}

/** @param {HTMLElement} paragraph */
function markerOf(paragraph) {
  const marker = paragraph.querySelector("[data-style*='mso-list:Ignore' i]");
  return (marker ?? paragraph).textContent.trim();
}
