// The fields of a story, as lists of strings by field name.

/** @import { Fields } from "../types.js" */

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Field */

const NOT_WRITTEN = new Set([
  "csrf_token",
  "version",
  "tab_id",
  "story_key",
  "began_with",
  "revision_name",
]);
const NO_FIELDS = new Set(["submit", "button", "file", "fieldset", "reset", "image"]);

/** @param {HTMLFormElement} form */
export function namesIn(form) {
  const fields = /** @type {Field[]} */ ([...form.elements]).filter(
    ({ name, type }) => name && !NO_FIELDS.has(type) && !NOT_WRITTEN.has(name),
  );
  return [...new Set(fields.map(({ name }) => name))];
}

/**
 * @param {HTMLFormElement} form
 * @returns {Fields}
 */
export function collect(form) {
  const data = new FormData(form);
  return Object.fromEntries(namesIn(form).map((name) => [name, written(data.getAll(name))]));
}

/**
 * Drops empty values where several fields share one name.
 * @param {FormDataEntryValue[]} values
 */
const written = (values) => (values.length > 1 ? values.filter(Boolean) : values).map(String);

/**
 * The fields as the server sent them, in the shape of `collect`.
 * @param {HTMLFormElement} form
 * @param {Record<string, unknown>} given
 * @returns {Fields}
 */
export function asFields(form, given) {
  const named = namesIn(form).filter((name) => name in given);
  return Object.fromEntries(named.map((name) => [name, asValues(given[name])]));
}

/** @param {unknown} value */
const asValues = (value) => [value ?? []].flat().map(String);

/**
 * @param {string[] | undefined} some
 * @param {string[] | undefined} others
 */
export function areSame(some, others) {
  return String(some ?? []) === String(others ?? []);
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 * @returns {Field[]}
 */
export function fieldsNamed(form, name) {
  const found = form.elements.namedItem(name);
  if (!found) return [];
  const fields = found instanceof RadioNodeList ? [...found] : [found];
  return /** @type {Field[]} */ (fields);
}

// ---- back into the form

/**
 * @param {HTMLFormElement} form
 * @param {Fields} fields
 */
export function fill(form, fields) {
  for (const [name, values] of Object.entries(fields)) {
    const found = enough(form, name, values.length);
    found.forEach((field, place) => put(field, found.length > 1 ? [values[place]] : values));
  }
}

/**
 * Adds name fields as needed.
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {number} count
 */
function enough(form, name, count) {
  const found = fieldsNamed(form, name);
  while (found.length > 1 && found.length < count) {
    const last = found[found.length - 1];
    const more = /** @type {Field} */ (last.cloneNode());
    last.after(more);
    found.push(more);
  }
  return found;
}

/**
 * @param {Field} field
 * @param {string[]} values
 */
function put(field, values) {
  if (field instanceof HTMLSelectElement && field.multiple) {
    for (const option of field.options) option.selected = values.includes(option.value);
  } else {
    field.value = values[0] ?? "";
  }
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

// ---- for people

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
export function labelOf(form, name) {
  const [field] = fieldsNamed(form, name);
  const place = field?.closest("[role=group], .field");
  const label = field?.labels?.[0] ?? place?.querySelector(".field__label");
  return label?.textContent?.trim() || name.replaceAll("_", " ");
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {string[]} values
 */
export function shown(form, name, values) {
  const [field] = fieldsNamed(form, name);
  const options = field instanceof HTMLSelectElement ? [...field.options] : [];
  const words = values.map(
    (value) => options.find((option) => option.value === value)?.textContent?.trim() ?? value,
  );
  return words.join(", ");
}
