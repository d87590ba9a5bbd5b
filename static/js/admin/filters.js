// Filters a list while typing; the URL follows, for reloading and for Back.

import { all } from "../dom.js";

export function startFiltering() {
  for (const form of all(document, "form[data-filters]", HTMLFormElement)) {
    form.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
      if (ctx.response?.raw.ok) history.replaceState(history.state, "", addressOf(form));
    });
  }
}

/**
 * Empty fields are left out of the URL.
 * @param {HTMLFormElement} form
 */
function addressOf(form) {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) query.append(name, String(value));
  return String(query) ? `${form.action}?${query}` : form.action;
}
