// A new table. Whoever works in one finds the rest among the tools.

import { Dialog } from "./dialog.js";

export class TableDialog extends Dialog {
  constructor(editor) {
    super("table", editor);
  }

  onSubmit() {
    const { rows, columns, heading } = this.form.elements;
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
