// The subscribe form shows that it is busy, and says so when nothing came back. Where
// the focus goes, the answer itself says.

import { failed } from "./failure.js";
import { begin, end } from "./progress.js";

const FORM = ".newsletter__form";

export function startSubscribe() {
  document.addEventListener("htmx:before:request", ({ target }) => {
    if (!target.matches(FORM)) return;
    report(target, "");
    begin(buttonOf(target));
  });
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    const form = ctx.sourceElement;
    if (!form.matches(FORM)) return;
    end(buttonOf(form));
    // An answer with an error says for itself what is wrong.
    if (failed(ctx) && !ctx.text) report(form, "This did not reach us. Try again.");
  });
}

const buttonOf = (form) => form.querySelector("[type=submit]");
const report = (form, message) => (form.querySelector(".newsletter__failure").textContent = message);
