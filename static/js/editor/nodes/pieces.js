// Where inserted pictures and embeds go: between the blocks of the text.

import { Selection } from "@tiptap/pm/state";
/** @import { Editor } from "@tiptap/core" */
/** @import { Node as ModelNode } from "@tiptap/pm/model" */
/** @import { Inset } from "./inset.js" */

/**
 * Replaces an empty line, otherwise follows the block of `at`. Returns the position.
 * @param {Editor} editor
 * @param {ModelNode} piece
 * @param {number} [at]
 */
export function insertPiece(editor, piece, at = editor.state.selection.from) {
  const { doc, tr } = editor.state;
  const $at = doc.resolve(at);
  const line = $at.depth ? $at.node(1) : null;
  const isFree = line?.type.name === "paragraph" && !line.childCount;
  const place = line && !isFree ? $at.after(1) : line ? $at.before(1) : at;
  tr.replaceWith(place, isFree ? $at.after(1) : place, piece);
  editor.view.dispatch(tr);
  writeOnAfter(editor, place + piece.nodeSize);
  return place;
}

/**
 * @param {Editor} editor
 * @param {Inset} view
 * @param {ModelNode} piece
 */
export function replacePiece(editor, view, piece) {
  const from = view.getPos();
  const { tr } = editor.state;
  editor.view.dispatch(tr.replaceWith(from, from + view.node.nodeSize, piece));
}

/**
 * @param {Editor} editor
 * @param {number} place
 */
function writeOnAfter(editor, place) {
  const { doc, tr } = editor.state;
  const goal = Selection.findFrom(doc.resolve(Math.min(place, doc.content.size)), 1, true);
  if (goal) editor.view.dispatch(tr.setSelection(goal).scrollIntoView());
}
