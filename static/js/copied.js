// Copies a text that stands in a field. Where that is refused, the field is selected.

import { say } from "./status.js";

export function startCopying(within = document) {
  for (const button of within.querySelectorAll("[data-copies]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}

async function copy(button) {
  const field = document.getElementById(button.dataset.copies);
  try {
    await navigator.clipboard.writeText(field.value);
    say("Copied");
    acknowledge(button.firstChild);
  } catch {
    field.focus();
    field.select();
    say("Selected: copy it with the keyboard");
  }
}

function acknowledge(words) {
  words.data = "Copied";
  setTimeout(() => (words.data = "Copy"), 2000);
}
