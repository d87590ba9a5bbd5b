// Copies a story's link; if that is not possible it stays a plain link. Buttons that copy an
// address are hidden without this script.

import { around } from "./dom.js";
import { say } from "./status.js";

export function startShare() {
  if (navigator.clipboard) {
    for (const button of document.querySelectorAll("button[data-copy]")) button.hidden = false;
  }
  document.addEventListener("click", async (event) => {
    const link = around(event, "[data-copy]", HTMLAnchorElement);
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (!navigator.clipboard) return;
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(link.dataset.copy ?? "");
      acknowledge(link);
    } catch {
      if (link.href) location.assign(link.href);
      else say("The link could not be copied");
    }
  });
}

/** @param {HTMLAnchorElement} link */
function acknowledge(link) {
  say("Link copied");
  link.dataset.copied = "";
  setTimeout(() => delete link.dataset.copied, 2000);
}
