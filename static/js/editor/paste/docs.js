// Cleans HTML from Google Docs: one <b> around everything, nested lists beside their items, links
// through a redirect.

import { all } from "../../dom.js";
import { unwrap } from "./elements.js";

const COUNTED = "a[href^='https://www.google.com/url?']";

/** @param {HTMLElement} body */
export function fromDocs(body) {
  for (const wrapper of body.querySelectorAll("[id^=docs-internal-guid]")) {
    if (wrapper.matches("b, span")) unwrap(wrapper);
  }
  for (const list of body.querySelectorAll(":is(ul, ol) > :is(ul, ol)")) nest(list);
  for (const item of body.querySelectorAll("li")) tighten(item);
  for (const link of all(body, COUNTED, HTMLAnchorElement)) follow(link);
  for (const note of body.querySelectorAll("a[href^='#cmnt'], sup:has(a[href^='#cmnt'])")) {
    note.remove();
  }
}

/** @param {HTMLElement} list */
function nest(list) {
  list.previousElementSibling?.append(list);
}

/** @param {HTMLElement} item */
function tighten(item) {
  const paragraphs = item.querySelectorAll(":scope > p");
  if (paragraphs.length === 1) unwrap(paragraphs[0]);
}

/** @param {HTMLAnchorElement} link */
function follow(link) {
  const goal = new URL(link.href).searchParams.get("q");
  if (goal) link.setAttribute("href", goal);
}
