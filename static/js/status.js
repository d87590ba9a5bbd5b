// Announces short messages to screen readers, one at a time.

import { one } from "./dom.js";

/** @param {string} message */
export function say(message) {
  const status = one(document, "#status");
  status.textContent = "";
  // A changed text is announced only if the region was empty a moment before.
  requestAnimationFrame(() => (status.textContent = message));
}
