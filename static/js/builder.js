// The builder page: its address says what is chosen, and its frames are as high as their
// lists, as they can be on any page that listens.

import { startCopying } from "./copied.js";
import { all, one } from "./dom.js";

export function startBuilder() {
  const [form] = all(document, "form[data-builder]", HTMLFormElement);
  if (!form) return;
  form.addEventListener("htmx:after:swap", () => {
    history.replaceState(history.state, "", addressOf(form));
    startCopying(one(document, "#embedding"));
  });
  addEventListener("message", grow);
}

/**
 * What is empty narrows nothing and stays out of the address.
 * @param {HTMLFormElement} form
 */
function addressOf(form) {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) query.append(name, String(value));
  return `${form.action}?${query}`;
}

/** @param {MessageEvent} options */
function grow({ origin, source, data }) {
  if (origin !== location.origin || data?.type !== "meridian:height") return;
  for (const frame of all(document, ".builder__frame > iframe", HTMLIFrameElement)) {
    if (frame.contentWindow === source) frame.height = data.height;
  }
}
