// What can be written in a story, as lists of strings by the names of the form's fields.

const NOT_WRITTEN = new Set([
  "csrf_token",
  "version",
  "tab_id",
  "story_key",
  "began_with",
  "revision_name",
]);
const NO_FIELDS = new Set(["submit", "button", "file", "fieldset", "reset", "image"]);

export function namesIn(form) {
  const fields = [...form.elements].filter(
    ({ name, type }) => name && !NO_FIELDS.has(type) && !NOT_WRITTEN.has(name),
  );
  return [...new Set(fields.map(({ name }) => name))];
}

export function collect(form) {
  const data = new FormData(form);
  return Object.fromEntries(namesIn(form).map((name) => [name, written(data.getAll(name))]));
}

// Of several fields of one name those that are empty say nothing.
const written = (values) => (values.length > 1 ? values.filter(Boolean) : values);

// The form's fields, as the server knows them, in the shape that `collect` gives.
export function asFields(form, given) {
  const named = namesIn(form).filter((name) => name in given);
  return Object.fromEntries(named.map((name) => [name, asValues(given[name])]));
}

const asValues = (value) => [value ?? []].flat().map(String);

export function areSame(some, others) {
  return String(some ?? []) === String(others ?? []);
}

export function fieldsNamed(form, name) {
  const found = form.elements[name];
  if (!found) return [];
  return found instanceof RadioNodeList ? [...found] : [found];
}

// ---- back into the form

export function fill(form, fields) {
  for (const [name, values] of Object.entries(fields)) {
    const found = enough(form, name, values.length);
    found.forEach((field, place) => put(field, found.length > 1 ? [values[place]] : values));
  }
}

// A list of names grows with what has to go into it.
function enough(form, name, count) {
  const found = fieldsNamed(form, name);
  while (found.length > 1 && found.length < count) {
    const more = found.at(-1).cloneNode();
    found.at(-1).after(more);
    found.push(more);
  }
  return found;
}

function put(field, values) {
  if (field.multiple && field.options) {
    for (const option of field.options) option.selected = values.includes(option.value);
  } else {
    field.value = values[0] ?? "";
  }
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

// ---- for people

export function labelOf(form, name) {
  const [field] = fieldsNamed(form, name);
  const place = field?.closest("[role=group], .field");
  const label = field?.labels?.[0] ?? place?.querySelector(".field__label");
  return label?.textContent.trim() || name.replaceAll("_", " ");
}

export function said(form, name, values) {
  const [field] = fieldsNamed(form, name);
  const options = [...(field?.options ?? [])];
  const words = values.map(
    (value) => options.find((option) => option.value === value)?.textContent.trim() ?? value,
  );
  return words.join(", ");
}
