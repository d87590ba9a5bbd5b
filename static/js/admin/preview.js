// Copies a preview link. Without this script the link can be selected.

import { all } from "../dom.js";
import { say } from "../status.js";

export function startCopying() {
  for (const button of all(document, "button[data-copy]", HTMLButtonElement)) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", () => copy(button));
  }
}

/** @param {HTMLButtonElement} button */
async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy ?? "");
    say("Link copied");
  } catch {
    say("Your browser does not allow copying. Select the link and copy it.");
  }
}
