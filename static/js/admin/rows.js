// Adds rows to a form: each new row is a copy of the last.

import { all, one } from "../dom.js";

export function startRows() {
  for (const root of document.querySelectorAll("[data-rows]")) {
    one(root, "[data-add-row]").addEventListener("click", () => addRow(root));
  }
}

/** @param {HTMLElement} root */
function addRow(root) {
  const rows = all(root, "[data-row]");
  const last = rows[rows.length - 1];
  const row = /** @type {HTMLElement} */ (last.cloneNode(true));
  const number = rows.length + 1;
  for (const problem of row.querySelectorAll(".field__problem")) problem.remove();
  for (const label of row.querySelectorAll("label")) {
    label.htmlFor = renumbered(label.htmlFor, number);
    const words = /** @type {Element} */ (label.lastElementChild);
    words.textContent = renumbered(words.textContent ?? "", number);
  }
  for (const field of row.querySelectorAll("input")) {
    field.id = renumbered(field.id, number);
    field.value = "";
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
  last.after(row);
  one(row, "input").focus();
}

/**
 * @param {string} text
 * @param {number} number
 */
const renumbered = (text, number) => text.replace(/\d+$/, String(number));
