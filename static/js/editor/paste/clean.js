// Cleans pasted HTML. The schema drops unknown elements by itself; this handles those that it would
// misinterpret.

import { isAllowed } from "../text/marks.js";
import { fromDocs } from "./docs.js";
import { linesOf, rename, unwrap } from "./elements.js";
import { gatherNotes } from "./notes.js";
import { fromWord } from "./word.js";

const JUNK = "style, script, meta, link, title, xml, template, noscript, iframe, object, svg";
const HEADINGS = { h1: "h2", h4: "h3", h5: "h3", h6: "h3", b: "strong", i: "em", strike: "s" };
const BLOCKS = "p, div, h2, h3, ul, ol, table, blockquote, pre, br";
const PICTURES = "img, picture, video, canvas, v\\:imagedata";
const STYLED = { strong: isBold, em: isItalic, s: isStruck, sup: isRaised, sub: isLowered };
const PROTECTED_SPACE = /(?<![«‹\d\u00a0 ])\u00a0(?![;:!?»›%€\d])/g;

/**
 * Returns the cleaned HTML and the number of pictures dropped.
 * @param {any} given
 */
export function clean(given) {
  const html = inert(given);
  const { body } = new DOMParser().parseFromString(html, "text/html");
  if (body.querySelector("[data-pm-slice]")) return { html, pictures: 0 };
  for (const junk of body.querySelectorAll(JUNK)) junk.remove();
  for (const code of body.querySelectorAll("[data-style*=white-space]")) keepCode(code);
  for (const pre of body.querySelectorAll("pre")) pre.textContent = linesOf(pre);
  fromWord(body);
  fromDocs(body);
  gatherNotes(body);
  const pictures = dropPictures(body);
  for (const fold of body.querySelectorAll("hr[data-fold], figure")) unwrap(fold);
  for (const element of [...body.querySelectorAll("[data-style]")]) sayStyle(element);
  for (const [from, to] of Object.entries(HEADINGS)) {
    for (const element of body.querySelectorAll(from)) rename(element, to);
  }
  for (const heading of body.querySelectorAll("h2, h3")) plainHeading(heading);
  for (const a of body.querySelectorAll("a")) keepOrUnwrap(a);
  for (const list of body.querySelectorAll("ol:not([start])")) keepStart(list);
  for (const element of body.querySelectorAll("*")) stripAttributes(element);
  tidySpaces(body);
  dropEmptyLines(body);
  return { html: body.innerHTML, pictures };
}

/**
 * Even in a document that nobody sees, the browser reports each style and each handler as
 * a breach of our policy: styles are read from another attribute.
 * @param {string} html
 */
export const inert = (html) =>
  html
    .replace(/<style[\s>][\s\S]*?<\/style\s*>/gi, "")
    .replace(/<[^<>]*>/g, (tag) => tag.replace(/[\s/](style|on\w+)\s*=/gi, " data-$1="));

/**
 * Tracking pixels do not count as pictures.
 * @param {HTMLElement} picture
 */
const isCounter = (picture) =>
  picture instanceof HTMLImageElement && picture.width === 1 && picture.height === 1;

/** @param {HTMLElement} body */
function dropPictures(body) {
  const found = [...body.querySelectorAll(PICTURES)];
  const seen = found.filter((picture) => !isCounter(picture));
  for (const picture of found) picture.remove();
  return seen.length;
}

// ---- what styles say, in elements

/** @param {HTMLElement} element */
function sayStyle(element) {
  const style = styleOf(element);
  const isBlock = /^(?:P|DIV|LI|H\d|UL|OL|TABLE|TBODY|TR|BODY|BLOCKQUOTE)$/.test(element.tagName);
  if (isBlock) return;
  for (const [tag, isSaid] of Object.entries(STYLED)) {
    if (!isSaid(style) || element.closest(tag)) continue;
    const mark = element.ownerDocument.createElement(tag);
    mark.append(...element.childNodes);
    element.append(mark);
  }
  // <b style="font-weight: normal"> is not bold.
  if (isPlain(style) && element.matches("b, strong")) unwrap(element);
}

/** @param {Record<string, string>} style */
const isPlain = (style) => /^(?:normal|400)$/.test(style["font-weight"] ?? "");

/** @param {HTMLElement} element */
export const styleOf = (element) =>
  Object.fromEntries(
    (element.dataset.style ?? "")
      .split(";")
      .map((rule) => rule.split(":").map((part) => part.trim().toLowerCase()))
      .filter(([name, value]) => name && value),
  );

/** @param {Record<string, string>} style */
function isBold(style) {
  return /^(?:bold|bolder|[6-9]00)$/.test(style["font-weight"] ?? "");
}

/** @param {Record<string, string>} style */
function isItalic(style) {
  return /^(?:italic|oblique)/.test(style["font-style"] ?? "");
}

/** @param {Record<string, string>} style */
function isStruck(style) {
  return /line-through/.test(style["text-decoration"] ?? style["text-decoration-line"] ?? "");
}

/** @param {Record<string, string>} style */
function isRaised(style) {
  return style["vertical-align"] === "super";
}

/** @param {Record<string, string>} style */
function isLowered(style) {
  return style["vertical-align"] === "sub";
}

/**
 * Code editors paste blocks that are preformatted only by a style.
 * @param {HTMLElement} element
 */
function keepCode(element) {
  const isBlock = element.matches("div, p") && !element.querySelector("pre, p, table, ul, ol");
  if (isBlock && styleOf(element)["white-space"] === "pre") rename(element, "pre");
}

/**
 * The number of a list can be set by its first item.
 * @param {HTMLElement} list
 */
function keepStart(list) {
  const first = /** @type {HTMLLIElement | null} */ (list.querySelector(":scope > li"));
  if (first && first.value > 1) list.setAttribute("start", String(first.value));
}

// ---- what is left

/**
 * Headings are bold already.
 * @param {HTMLElement} heading
 */
function plainHeading(heading) {
  for (const mark of heading.querySelectorAll("strong")) unwrap(mark);
}

/** @param {HTMLElement} a */
function keepOrUnwrap(a) {
  const href = (a.getAttribute("href") ?? "").trim();
  if (!href || !isAllowed(href)) return unwrap(a);
  if (href.startsWith("#")) return leadsNowhere(a, href) ? unwrap(a) : undefined;
  const here = new URL(href, location.origin);
  if (here.origin === location.origin) a.setAttribute("href", here.href.slice(here.origin.length));
}

/**
 * @param {HTMLElement} a
 * @param {string} href
 */
const leadsNowhere = (a, href) =>
  !a.ownerDocument.body.querySelector(`[id="${CSS.escape(href.slice(1))}"]`);

/** @type {Record<string, string[]>} */
const KEPT = { A: ["href"], OL: ["start"], TD: ["colspan", "rowspan"], TH: ["colspan", "rowspan"] };

/** @param {HTMLElement} element */
function stripAttributes(element) {
  const kept = KEPT[element.tagName] ?? [];
  for (const { name, value } of [...element.attributes]) {
    const isRightToLeft = name === "dir" && value === "rtl";
    const isPlace = name === "id" && !element.matches("a, span");
    const isNote = name === "data-note";
    if (isPlace) element.dataset.target = value;
    if (!kept.includes(name) && !isRightToLeft && !isNote) element.removeAttribute(name);
  }
}

/** @param {HTMLElement} body */
function tidySpaces(body) {
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = /** @type {Text} */ (walker.currentNode);
    if (text.parentElement?.closest("pre")) continue;
    const indent = text.previousSibling?.nodeName === "BR" ? indentOf(text.data) : "";
    const words = text.data.replace(/[\u00a0 ]{2,}/g, " ").replace(PROTECTED_SPACE, " ");
    text.data = indent + (indent ? words.trimStart() : words);
  }
}

/**
 * A line of verse that is indented more than the one before.
 * @param {string} line
 */
const indentOf = (line) => /^[ \n]*(\u00a0{2,})/.exec(line)?.[1] ?? "";

/** @param {HTMLElement} body */
function dropEmptyLines(body) {
  for (const line of body.querySelectorAll("p, div, h2, h3, br.Apple-interchange-newline")) {
    if (!line.textContent.trim() && !line.querySelector("hr, table")) line.remove();
  }
  // A line break between paragraphs has no meaning.
  for (const br of body.querySelectorAll("body > br")) if (isBetweenBlocks(br)) br.remove();
}

/** @param {{ previousSibling: any, nextSibling: any }} options */
const isBetweenBlocks = ({ previousSibling, nextSibling }) =>
  [previousSibling, nextSibling].every((node) => !node || node.matches?.(BLOCKS));
