// Footnotes from Word, Google Docs and others: a link to a note that links back. The note moves to
// its reference; other link targets keep their names.

import { unwrap } from "./elements.js";

const BLOCKS = "p, h1, h2, h3, h4, h5, h6, li, blockquote, pre";

/** @param {HTMLElement} body */
export function gatherNotes(body) {
  for (const reference of linksIn(body)) {
    const back = backOf(body, reference);
    if (back) gather(reference, back);
  }
  keepPlaces(body);
}

/**
 * The link from the note back to the reference, if there is one.
 * @param {HTMLElement} body
 * @param {HTMLAnchorElement} reference
 */
function backOf(body, reference) {
  const within = [...reference.querySelectorAll("[id], [name]")];
  const own = [reference, reference.closest("sup"), ...within];
  const names = own.flatMap((part) => [part?.id, part?.getAttribute("name")]);
  const target = find(body, reference);
  if (!target || !names.some(Boolean)) return null;
  const note = target.closest("li, p") ?? target;
  const back = linksIn(note);
  if (target instanceof HTMLAnchorElement || target.matches("a[href^='#']")) {
    back.push(/** @type {HTMLAnchorElement} */ (target));
  }
  const isBehind = reference.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING;
  return isBehind ? back.find((link) => names.includes(nameIn(link))) : null;
}

/**
 * @param {HTMLAnchorElement} reference
 * @param {HTMLAnchorElement} back
 */
function gather(reference, back) {
  const words = back.closest("li, p, div") ?? back.parentElement;
  if (!words) return;
  const list = words.parentElement;
  const note = reference.ownerDocument.createElement("small");
  note.dataset.note = "";
  const raised = back.closest("sup");
  (raised ?? back).remove();
  for (const block of words.querySelectorAll("p, div")) unwrap(block);
  note.append(...words.childNodes);
  trim(note);
  (reference.closest("sup") ?? reference).replaceWith(note);
  words.remove();
  removeEmpty(list);
}

/**
 * Removes the list of notes, the rule above it, and elements left empty.
 * @param {HTMLElement | null} frame
 */
function removeEmpty(frame) {
  if (!frame?.matches("div, ol, ul, section, aside") || frame.textContent.trim()) return;
  const { parentElement, previousElementSibling } = frame;
  if (previousElementSibling?.matches("hr")) previousElementSibling.remove();
  frame.remove();
  removeEmpty(parentElement);
}

/** @param {HTMLElement} note */
function trim(note) {
  note.normalize();
  const { firstChild, lastChild } = note;
  if (firstChild?.nodeName === "#text") firstChild.nodeValue = firstChild.nodeValue?.trimStart() ?? "";
  if (lastChild?.nodeName === "#text") lastChild.nodeValue = lastChild.nodeValue?.trimEnd() ?? "";
}

/**
 * The name of an anchor moves to its block.
 * @param {HTMLElement} body
 */
function keepPlaces(body) {
  const kept = new Set();
  for (const link of linksIn(body)) {
    const target = find(body, link);
    const block = target?.closest(BLOCKS) ?? target?.querySelector(BLOCKS);
    if (!block) continue;
    if (!kept.has(block.id)) block.id = nameIn(link);
    kept.add(block.id);
    link.setAttribute("href", `#${block.id}`);
  }
  for (const element of body.querySelectorAll("[id]")) {
    if (!kept.has(element.id)) element.removeAttribute("id");
  }
}

/**
 * @param {Element} part
 * @returns {HTMLAnchorElement[]}
 */
const linksIn = (part) => [...part.querySelectorAll(/** @type {"a"} */ ("a[href^='#']"))];

/** @param {HTMLAnchorElement} link */
const nameIn = (link) => (link.getAttribute("href") ?? "").slice(1);

/**
 * @param {HTMLElement} body
 * @param {HTMLAnchorElement} link
 */
function find(body, link) {
  const name = CSS.escape(nameIn(link));
  return name ? body.querySelector(`[id="${name}"], a[name="${name}"]`) : null;
}
