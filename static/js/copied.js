// Copies the text of a field. If the browser refuses, selects the field.

import { all, one } from "./dom.js";
import { say } from "./status.js";

/** @param {ParentNode} within */
export function startCopying(within = document) {
  for (const button of all(within, "[data-copies]", HTMLButtonElement)) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}

/** @param {HTMLButtonElement} button */
async function copy(button) {
  const field = one(document, `#${button.dataset.copies}`, HTMLInputElement);
  try {
    await navigator.clipboard.writeText(field.value);
    say("Copied");
    acknowledge(button);
  } catch {
    field.focus();
    field.select();
    say("Selected. Copy it with the keyboard");
  }
}

/** @param {HTMLButtonElement} button */
function acknowledge(button) {
  const words = /** @type {Text} */ (button.firstChild);
  words.data = "Copied";
  setTimeout(() => (words.data = "Copy"), 2000);
}
