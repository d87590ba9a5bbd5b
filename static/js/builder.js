// The embed builder: keeps the choices in the URL, and fits the frames to their lists, as any page
// can that listens for their messages.

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
 * Empty fields are left out of the URL.
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
