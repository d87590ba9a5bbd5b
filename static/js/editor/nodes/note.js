// A footnote, stored at its reference: readers see a number there, and the note below the text. The
// tool turns the selection into one. Enter and Escape leave it.

import { Node } from "@tiptap/core";
import { TextSelection } from "@tiptap/pm/state";

export const Note = Node.create({
  name: "note",
  group: "inline",
  inline: true,
  content: "(text | hardBreak)*",
  isolating: true,
  parseHTML: () => [{ tag: "small[data-note]", priority: 60 }],
  renderHTML: ({ HTMLAttributes }) => ["small", { ...HTMLAttributes, "data-note": "" }, 0],
  addCommands() {
    return {
      addNote:
        () =>
        /** @param {import("@tiptap/core").CommandProps} props */
        ({ state, tr, dispatch }) => {
          const { $from, $to, empty } = state.selection;
          const [at, end] = [$from.index(), $to.indexAfter()];
          if (!$from.sameParent($to) || !$from.parent.canReplaceWith(at, end, this.type)) {
            return false;
          }
          if (!dispatch) return true;
          // Browsers put typed text beside an empty element, not into it.
          const words = empty ? state.schema.text("Footnote") : $from.parent.cut(
            $from.parentOffset,
            $to.parentOffset,
          ).content;
          const note = this.type.create(null, words);
          tr.replaceWith($from.pos, $to.pos, note);
          const [first, last] = [$from.pos + 1, $from.pos + note.nodeSize - 1];
          tr.setSelection(TextSelection.create(tr.doc, empty ? first : last, last));
          return true;
        },
    };
  },
  addKeyboardShortcuts() {
    const leave = () => leaveNote(this.editor);
    return {
      "Mod-Alt-f": () => this.editor.commands.addNote(),
      Enter: leave,
      Escape: leave,
      Backspace: () => removeEmpty(this.editor),
    };
  },
});

/** @param {import("@tiptap/core").Editor} editor */
function leaveNote(editor) {
  const { $from } = editor.state.selection;
  if ($from.parent.type.name !== "note") return false;
  const after = $from.after();
  return editor.commands.setTextSelection(after);
}

/** @param {import("@tiptap/core").Editor} editor */
function removeEmpty(editor) {
  const { $from } = editor.state.selection;
  const { parent } = $from;
  if (parent.type.name !== "note" || parent.childCount) return false;
  return editor.commands.deleteRange({ from: $from.before(), to: $from.after() });
}
