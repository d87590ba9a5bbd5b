// Our own command of the editor: see nodes/fold.js.

import "@tiptap/core";

declare module "@tiptap/core" {
  interface Commands<ReturnType> {
    fold: { moveFold: () => ReturnType };
    note: { addNote: () => ReturnType };
  }
}
