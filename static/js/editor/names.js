// A list of names always has room for one more, and a name that is new can be created.

import { askJson } from "./ask.js";
import { fieldsNamed } from "./saving/fields.js";

/** @param {HTMLFormElement} form */
export function startNames(form) {
  form.addEventListener("input", ({ target }) => {
    if (!(target instanceof HTMLInputElement && target.list)) return;
    const { name } = target;
    if (fieldsNamed(form, name).every(({ value }) => value)) grow(form, name);
  });
  form.addEventListener("change", ({ target }) => {
    if (target.list) offer(form, target.name);
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
function grow(form, name) {
  const fields = fieldsNamed(form, name);
  const more = fields.at(-1).cloneNode();
  more.value = "";
  more.ariaLabel = more.ariaLabel.replace(/\d+$/, fields.length + 1);
  fields.at(-1).after(more);
}

// ---- a name that is not known yet

function offer(form, name) {
  const fields = fieldsNamed(form, name);
  const group = fields[0].closest("[role=group]");
  const unknown = fields.find((field) => spelled(field.value) && !isKnown(field));
  group.querySelector("[data-new-name]")?.remove();
  if (unknown) group.append(offerOf(form, unknown, group.dataset.create));
}

const spelled = (text) => text.trim().replace(/\s+/g, " ").toLowerCase();

const isKnown = ({ list, value }) =>
  [...list.options].some((option) => spelled(option.value) === spelled(value));

function offerOf(form, field, address) {
  const [word, name] = [field.name.replace(/s$/, ""), field.value.trim()];
  const place = document.createElement("div");
  place.className = "field__new";
  place.dataset.newName = name;
  place.setAttribute("role", "status");
  const words = address ? "" : " Ask an editor to create it, or choose one from the list.";
  place.append(`There is no ${word} called “${name}” yet.${words} `);
  if (address) place.append(buttonFor(form, field, { place, address, word, name }));
  return place;
}

function buttonFor(form, field, { place, address, word, name }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet";
  button.textContent = `Create ${word} “${name}”`;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const body = new URLSearchParams({ name });
      const made = await askJson(address, { method: "POST", body });
      field.list.append(new Option(made.name, made.name));
      field.dispatchEvent(new Event("input", { bubbles: true }));
      offer(form, field.name);
      field.focus();
    } catch (problem) {
      place.replaceChildren(problem.message);
    }
  });
  return button;
}
