// Handles pasted and dropped content: cleans text, uploads pictures, turns addresses into links or
// embeds.

import { Extension } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";
import { clean, inert } from "./clean.js";
import { pasteAddress } from "./addresses.js";
/** @import { Desk } from "../desk.js" */
/** @import { EditorView } from "@tiptap/pm/view" */

export const Pasting = Extension.create({
  name: "pasting",
  priority: 1100,
  addOptions: () => ({ desk: /** @type {Desk} */ ({}) }),
  addProseMirrorPlugins() {
    const { editor, options } = this;
    return [
      new Plugin({
        props: {
          transformPastedHTML: (html) => tidy(html, options.desk),
          handlePaste: (_, event) =>
            takePictures(event.clipboardData, options.desk, editor.state.selection.from) ||
            pasteAddress(editor, event, options.desk),
          handleDrop: (view, event) =>
            takePictures(event.dataTransfer, options.desk, placeOf(view, event)),
        },
      }),
    ];
  },
});

/**
 * @param {string} html
 * @param {Desk} desk
 */
function tidy(html, desk) {
  const { html: tidied, pictures } = clean(html);
  if (pictures) desk.tell(leftOut(pictures));
  return tidied;
}

/** @param {number} count */
const leftOut = (count) =>
  count === 1
    ? "One picture was left out: upload it with “Picture”."
    : `${count} pictures were left out: upload them with “Picture”.`;

/**
 * Word and others also offer a picture of the text.
 * @param {DataTransfer | null} data
 * @param {Desk} desk
 * @param {number} place
 */
function takePictures(data, desk, place) {
  if (!data) return false;
  const files = [...data.files].filter(({ type }) => type.startsWith("image/"));
  if (!files.length || hasWords(data.getData("text/html"))) return false;
  desk.uploadInto(files, place);
  return true;
}

/** @param {string} html */
const hasWords = (html) =>
  new DOMParser().parseFromString(inert(html), "text/html").body.textContent.trim() !== "";

/**
 * @param {EditorView} view
 * @param {MouseEvent} event
 */
const placeOf = (view, { clientX, clientY }) =>
  view.posAtCoords({ left: clientX, top: clientY })?.pos ?? view.state.selection.from;
