// The subscribe form shows that it is busy, and says so when nothing came back. Where
// the focus goes, the answer itself says.

import { one } from "./dom.js";
import { failed } from "./failure.js";
import { begin, end } from "./progress.js";

const FORM = ".newsletter__form";

export function startSubscribe() {
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
    if (failed(ctx) && !ctx.text) report(form, "This did not reach us. Try again.");
  });
}

/** @param {HTMLFormElement} form */
const buttonOf = (form) => one(form, "[type=submit]");
/**
 * @param {HTMLFormElement} form
 * @param {string} message
 */
const report = (form, message) => (one(form, ".newsletter__failure").textContent = message);
