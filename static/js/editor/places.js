// Links of checks lead to a field, or to the block of the text that they are about.

import { around } from "../dom.js";
/** @import { Editor } from "@tiptap/core" */
/** @import { Node as ModelNode } from "@tiptap/pm/model" */

/** @param {Editor} editor */
export function startPlaces(editor) {
  document.addEventListener("click", (event) => {
    const link = around(event, ".check [data-place]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const [name, number] = (link.dataset.place ?? "").split(":");
    const isReached = name === "body" ? enterText(editor, number) : enterField(name);
    if (isReached) event.preventDefault();
  });
}

/** @param {string} name */
function enterField(name) {
  const place = document.getElementById(name);
  const field = place?.matches("[type=hidden]") ? place.closest(".field") : place;
  if (!field) return false;
  const control = field.matches("input, textarea, select")
    ? field
    : field.querySelector("input:not([type=hidden]), textarea, select, button");
  field.scrollIntoView({ block: "center" });
  control?.focus({ preventScroll: true });
  return true;
}

/**
 * @param {Editor} editor
 * @param {string | undefined} number
 */
function enterText(editor, number) {
  const at = number === undefined ? 0 : placeOf(editor.state.doc, Number(number));
  const node = editor.state.doc.nodeAt(at);
  const { commands } = editor;
  if (node?.isAtom) commands.setNodeSelection(at);
  else commands.setTextSelection(at + 1);
  commands.focus();
  commands.scrollIntoView();
  return true;
}

/**
 * Blocks are counted as stored: without the fold and empty paragraphs.
 * @param {ModelNode} doc
 * @param {number} number
 */
function placeOf(doc, number) {
  /** @type {number[]} */
  const places = [];
  doc.forEach((node, at) => {
    const isEmpty = node.isTextblock && !node.childCount;
    if (node.type.name !== "fold" && !isEmpty) places.push(at);
  });
  return places[number] ?? 0;
}
