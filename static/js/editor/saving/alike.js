// Whether two versions say the same, however they are written down.

import { plain } from "../text/html.js";

export function areAlike(fields, others, schema) {
  const isAlike = (name) => said(name, fields[name], schema) === said(name, others[name], schema);
  return Object.keys(fields).every((name) => !(name in others) || isAlike(name));
}

function said(name, values, schema) {
  if (name === "body") return plain(values[0] ?? "", schema);
  return values
    .map((value) => value.replace(/\s+/g, " ").trim())
    .filter(Boolean)
    .join("\n");
}
