// What Google Docs puts on the clipboard: one <b> around all, lists beside their items,
// links that go through a counter.

import { unwrap } from "./elements.js";

export function fromDocs(body) {
  for (const wrapper of body.querySelectorAll("[id^=docs-internal-guid]")) {
    if (wrapper.matches("b, span")) unwrap(wrapper);
  }
  for (const list of body.querySelectorAll(":is(ul, ol) > :is(ul, ol)")) nest(list);
  for (const item of body.querySelectorAll("li")) tighten(item);
  for (const link of body.querySelectorAll("a[href^='https://www.google.com/url?']")) follow(link);
  for (const note of body.querySelectorAll("a[href^='#cmnt'], sup:has(a[href^='#cmnt'])")) {
    note.remove();
  }
}

function nest(list) {
  list.previousElementSibling?.append(list);
}

function tighten(item) {
  const paragraphs = item.querySelectorAll(":scope > p");
  if (paragraphs.length === 1) unwrap(paragraphs[0]);
}

function follow(link) {
  const goal = new URL(link.href).searchParams.get("q");
  if (goal) link.setAttribute("href", goal);
}
