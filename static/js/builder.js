// The builder page: its address says what is chosen, and its frames are as high as their
// lists, as they can be on any page that listens.

import { startCopying } from "./copied.js";

export function startBuilder() {
  const form = document.querySelector("form[data-builder]");
  if (!form) return;
  form.addEventListener("htmx:after:swap", () => {
    history.replaceState(history.state, "", addressOf(form));
    startCopying(document.getElementById("embedding"));
  });
  addEventListener("message", grow);
}

// What is empty narrows nothing and stays out of the address.
function addressOf(form) {
  const asked = [...new FormData(form)].filter(([, value]) => value !== "");
  return `${form.action}?${new URLSearchParams(asked)}`;
}

function grow({ origin, source, data }) {
  if (origin !== location.origin || data?.type !== "meridian:height") return;
  for (const frame of document.querySelectorAll(".builder__frame > iframe")) {
    if (frame.contentWindow === source) frame.height = data.height;
  }
}
