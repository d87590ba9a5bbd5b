// Offers text that this browser has kept of a story that was deleted since, as a new story.

import { one } from "../dom.js";
import { ask, askJson } from "../editor/ask.js";
import { everythingLeft } from "../editor/saving/store.js";
import { clock } from "../editor/saving/status.js";
/** @import { Kept } from "../editor/types.js" */

const OF_ISSUE = /^issue-\d+$/;

export async function startLeftBehind() {
  const template = document.querySelector("#left-behind");
  if (!(template instanceof HTMLTemplateElement)) return;
  const left = (await everythingLeft()).filter(({ story }) => !OF_ISSUE.test(story));
  if (!left.length) return;
  const query = new URLSearchParams(left.map(({ story }) => ["key", story]));
  try {
    const { deleted } = await askJson(`${template.dataset.address}?${query}`);
    for (const record of left.filter(({ story }) => deleted.includes(story))) show(template, record);
  } catch {
    // The text stays in this browser, and the next page offers it.
  }
}

/**
 * @param {HTMLTemplateElement} template
 * @param {Kept} record
 */
function show(template, record) {
  const copy = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const form = one(copy, "form", HTMLFormElement);
  const at = new Date(record.at).toLocaleDateString("en-GB");
  one(form, "[data-kept-at]").textContent = `${at}, ${clock(record.at)}`;
  one(form, "[data-headline]").textContent = record.fields.headline?.[0] || "Untitled";
  one(form, "[data-throw-away]").addEventListener("click", () => {
    localStorage.removeItem(record.key);
    form.remove();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    recover(form, record);
  });
  one(document, "#notices").append(form);
}

/**
 * @param {HTMLFormElement} form
 * @param {Kept} record
 */
async function recover(form, record) {
  const body = new URLSearchParams();
  for (const [name, values] of Object.entries(record.fields)) {
    for (const value of values) body.append(name, value);
  }
  const response = await ask(form.action, { method: "POST", body }).catch(() => null);
  if (!response?.ok) {
    one(form, "[data-failure]").textContent =
      "This could not be saved. The text is still in this browser: try again.";
    return;
  }
  localStorage.removeItem(record.key);
  location.assign(response.url);
}
