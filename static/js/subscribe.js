// Shows that the subscribe form is being sent, and reports a failed request. The response sets the
// focus itself.

import { one } from "./dom.js";
import { failed } from "./failure.js";
import { begin, end } from "./progress.js";

const FORM = ".newsletter__form";

export function startSubscribe() {
  // The server treats a form sent faster than a person can type as spam.
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
    // An error response contains its own message.
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
