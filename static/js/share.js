// A story's own link is copied; where that is not possible it stays a plain link.

import { say } from "./status.js";

export function startShare() {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-copy]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (!navigator.clipboard) return;
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(link.dataset.copy);
      acknowledge(link);
    } catch {
      location.assign(link.href);
    }
  });
}

function acknowledge(link) {
  say("Link copied");
  link.dataset.copied = "";
  setTimeout(() => delete link.dataset.copied, 2000);
}
