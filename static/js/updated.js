// "Updated since you opened this": the live list names recently updated stories; older copies of
// them on this page show a notice.

import { element } from "./dom.js";
import { say } from "./status.js";

/** @typedef {{ slug: string, at: string, corrections: { at: string, text: string }[] }} Update */

/** @param {HTMLElement} list as it has arrived */
export function tellUpdates(list) {
  /** @type {Update[]} */
  const updates = JSON.parse(list.dataset.updates ?? "[]");
  for (const update of updates) {
    const selector = `[data-story="${CSS.escape(update.slug)}"]`;
    /** @type {NodeListOf<HTMLElement>} */
    const open = document.querySelectorAll(selector);
    open.forEach((story) => tell(story, update));
  }
}

/**
 * Times are RFC 3339 in UTC, so they compare as text.
 * @param {HTMLElement} story
 * @param {Update} update
 */
function tell(story, { at, corrections }) {
  const [opened = "", shown = opened] = [story.dataset.updated, story.dataset.shown];
  if (at <= shown) return;
  story.dataset.shown = at;
  const words = corrections.filter((one) => one.at > opened).map((one) => one.text);
  const line = element("p", "updated", "Updated since you opened this. ");
  const what = element("span", "updated__what", words.join(" ") || "The text was updated.");
  what.dir = "auto";
  const reload = element("a", "updated__reload", "Reload");
  reload.href = location.pathname + location.search;
  line.append(what, " ", reload);
  story.querySelector(":scope > .updated")?.remove();
  story.append(line); // at the end, where it does not move the text being read
  say(line.textContent ?? "");
}
