// The subscribe form shows that it is busy, and says so when nothing came back. Where
// the focus goes, the answer itself says.

import { one } from "./dom.js";
import { failed } from "./failure.js";
import { begin, end } from "./progress.js";

const FORM = ".newsletter__form";

export function startSubscribe() {
  // Faster than a person can type: the server takes such a form for a machine's.
  document.addEventListener("submit", ({ target }) => {
    if (!(target instanceof HTMLFormElement) || !target.matches(FORM)) return;
    const field = target.elements.namedItem("seconds");
    if (field instanceof HTMLInputElement) field.value = (performance.now() / 1000).toFixed(1);
  }, true);
  document.addEventListener("htmx:before:request", ({ target }) => {
    if (!(target instanceof HTMLFormElement && target.matches(FORM))) return;
    report(target, "");
    begin(buttonOf(target));
  });
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    const form = ctx.sourceElement;
    if (!(form instanceof HTMLFormElement && form.matches(FORM))) return;
    end(buttonOf(form));
    // An answer with an error says for itself what is wrong.
    if (failed(ctx) && !ctx.text) report(form, "Your request did not reach us. Try again.");
  });
}

/** @param {HTMLFormElement} form */
const buttonOf = (form) => one(form, "[type=submit]");
/**
 * @param {HTMLFormElement} form
 * @param {string} message
 */
const report = (form, message) => (one(form, ".newsletter__failure").textContent = message);
