// Pasted addresses: over selected text, the address becomes its link. Alone on a line, it becomes
// an embed if we support the provider; Undo leaves the plain link.

import { closeHistory } from "@tiptap/pm/history";
/** @import { Editor } from "@tiptap/core" */
/** @import { Desk } from "../desk.js" */
/** @import { Node as ModelNode } from "@tiptap/pm/model" */

const ADDRESS = /^https?:\/\/[^\s<>"]+$/i;
const EMBEDDED = new RegExp(
  "^https?://(?:www\\.|m\\.|music\\.|player\\.|mobile\\.)?" +
    "(?:youtube\\.com|youtu\\.be|vimeo\\.com|bsky\\.app|x\\.com|twitter\\.com)/",
  "i",
);

/**
 * @param {Editor} editor
 * @param {ClipboardEvent} event
 * @param {Desk} desk
 */
export function pasteAddress(editor, event, desk) {
  const address = event.clipboardData?.getData("text/plain").trim() ?? "";
  if (!ADDRESS.test(address) || editor.isActive("codeBlock")) return false;
  const { selection } = editor.state;
  if (!selection.empty) return editor.chain().setMark("link", { href: address }).run();
  const isAlone = selection.$from.depth === 1 && !selection.$from.parent.childCount;
  insertLink(editor, address);
  if (isAlone && EMBEDDED.test(address)) embed(editor, address, desk);
  return true;
}

/**
 * @param {Editor} editor
 * @param {string} address
 */
function insertLink(editor, address) {
  const marks = [{ type: "link", attrs: { href: address } }];
  editor.chain().insertContent({ type: "text", text: address, marks }).unsetMark("link").run();
}

/**
 * @param {Editor} editor
 * @param {string} address
 * @param {Desk} desk
 */
async function embed(editor, address, desk) {
  const found = await desk.findEmbed(address).catch(() => null);
  const place = found && lineOf(editor.state.doc, address);
  if (!place) return;
  const attrs = { source: `${found.provider}:${found.id}` };
  const { tr, schema } = editor.state;
  closeHistory(tr).replaceWith(place.from, place.to, schema.nodes.embed.create(attrs));
  editor.view.dispatch(tr);
  desk.tell(`${found.name}: shown as an embed. Undo keeps the plain link.`);
}

/**
 * Meanwhile, the line may have changed or moved.
 * @param {ModelNode} doc
 * @param {string} address
 */
function lineOf(doc, address) {
  let place = null;
  doc.forEach((node, from) => {
    if (node.type.name === "paragraph" && node.textContent === address) {
      place = { from, to: from + node.nodeSize };
    }
  });
  return place;
}
