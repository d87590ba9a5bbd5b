// What is pasted or dropped: cleaned text, pictures that are uploaded, addresses that
// become links or embeds.

import { Extension } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";
import { clean, inert } from "./clean.js";
import { pasteAddress } from "./addresses.js";

export const Pasting = Extension.create({
  name: "pasting",
  priority: 1100,
  addOptions: () => ({ desk: {} }),
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

function tidy(html, desk) {
  const { html: tidied, pictures } = clean(html);
  if (pictures) desk.tell(leftOut(pictures));
  return tidied;
}

const leftOut = (count) =>
  count === 1
    ? "One picture was left out: upload it with “Picture”."
    : `${count} pictures were left out: upload them with “Picture”.`;

// Word and others offer a picture of the text beside the text itself.
function takePictures(data, desk, place) {
  const files = [...(data?.files ?? [])].filter(({ type }) => type.startsWith("image/"));
  if (!files.length || hasWords(data.getData("text/html"))) return false;
  desk.uploadInto(files, place);
  return true;
}

const hasWords = (html) =>
  new DOMParser().parseFromString(inert(html), "text/html").body.textContent.trim() !== "";

const placeOf = (view, { clientX, clientY }) =>
  view.posAtCoords({ left: clientX, top: clientY })?.pos ?? view.state.selection.from;
