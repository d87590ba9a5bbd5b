// The dialog for a new table. Its other tools are in the toolbar.

import { control } from "../../dom.js";
import { Dialog } from "./dialog.js";
/** @import { Editor } from "@tiptap/core" */

export class TableDialog extends Dialog {
  /** @param {Editor} editor */
  constructor(editor) {
    super("table", editor);
  }

  onSubmit() {
    const [rows, columns, heading] = ["rows", "columns", "heading"].map((name) =>
      control(this.form, name),
    );
    this.editor
      .chain()
      .insertTable({
        rows: Number(rows.value),
        cols: Number(columns.value),
        withHeaderRow: heading.checked,
      })
      .run();
    this.close();
  }
}
