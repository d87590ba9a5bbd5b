// A list of names always has room for one more.

import { fieldsNamed } from "./saving/fields.js";

export function startNames(form) {
  form.addEventListener("input", ({ target }) => {
    if (target.list && fieldsNamed(form, target.name).every(({ value }) => value)) grow(form, target.name);
  });
}

function grow(form, name) {
  const fields = fieldsNamed(form, name);
  const more = fields.at(-1).cloneNode();
  more.value = "";
  more.ariaLabel = more.ariaLabel.replace(/\d+$/, fields.length + 1);
  fields.at(-1).after(more);
}
