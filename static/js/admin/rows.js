// Rows of a form of which there may be any number: one more is a copy of the last.

export function startRows() {
  for (const root of document.querySelectorAll("[data-rows]")) {
    root.querySelector("[data-add-row]").addEventListener("click", () => addRow(root));
  }
}

function addRow(root) {
  const rows = [...root.querySelectorAll("[data-row]")];
  const row = rows.at(-1).cloneNode(true);
  const number = rows.length + 1;
  for (const problem of row.querySelectorAll(".field__problem")) problem.remove();
  for (const label of row.querySelectorAll("label")) {
    label.htmlFor = renumbered(label.htmlFor, number);
    label.lastElementChild.textContent = renumbered(label.lastElementChild.textContent, number);
  }
  for (const field of row.querySelectorAll("input")) {
    field.id = renumbered(field.id, number);
    field.value = "";
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
  rows.at(-1).after(row);
  row.querySelector("input").focus();
}

const renumbered = (text, number) => text.replace(/\d+$/, number);
