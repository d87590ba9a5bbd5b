// A list of name fields always ends with an empty one, and new names can be created.

import { askJson, messageOf } from "./ask.js";
import { fieldsNamed } from "./saving/fields.js";

/** @param {HTMLFormElement} form */
export function startNames(form) {
  form.addEventListener("input", ({ target }) => {
    if (!(target instanceof HTMLInputElement && target.list)) return;
    const { name } = target;
    if (fieldsNamed(form, name).every(({ value }) => value)) grow(form, name);
  });
  form.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement && target.list) offer(form, target.name);
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
function grow(form, name) {
  const fields = inputsNamed(form, name);
  const last = fields[fields.length - 1];
  const more = /** @type {HTMLInputElement} */ (last.cloneNode());
  more.value = "";
  more.ariaLabel = (more.ariaLabel ?? "").replace(/\d+$/, String(fields.length + 1));
  last.after(more);
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
const inputsNamed = (form, name) =>
  /** @type {HTMLInputElement[]} */ (fieldsNamed(form, name));

// ---- a name that is not known yet

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
function offer(form, name) {
  const fields = inputsNamed(form, name);
  const group = fields[0].closest("[role=group]");
  if (!group) return;
  const unknown = fields.find((field) => spelled(field.value) && !isKnown(field));
  group.querySelector("[data-new-name]")?.remove();
  if (unknown) group.append(offerOf(form, unknown, group.dataset.create));
}

/** @param {string} text */
const spelled = (text) => text.trim().replace(/\s+/g, " ").toLowerCase();

/** @param {HTMLInputElement} field */
const isKnown = ({ list, value }) =>
  [...(list?.options ?? [])].some((option) => spelled(option.value) === spelled(value));

/**
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} field
 * @param {string | undefined} address
 */
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

/**
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} field
 * @param {{ place: HTMLElement, address: string, word: string, name: string }} offered
 */
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
      field.list?.append(new Option(made.name, made.name));
      field.dispatchEvent(new Event("input", { bubbles: true }));
      offer(form, field.name);
      field.focus();
    } catch (problem) {
      place.replaceChildren(messageOf(problem));
    }
  });
  return button;
}
