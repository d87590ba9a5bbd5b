// Headline and dek are single lines that wrap: Enter moves to the next field.

/** @import { Editor } from "@tiptap/core" */

/**
 * @param {{ headline: HTMLElement, dek: HTMLElement }} fields
 * @param {Editor} editor
 */
export function startLines({ headline, dek }, editor) {
  onEnter(headline, () => dek.focus());
  onEnter(dek, () => editor.commands.focus("start"));
}

/**
 * @param {HTMLElement} field
 * @param {() => void} goOn
 */
function onEnter(field, goOn) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    goOn();
  });
}
