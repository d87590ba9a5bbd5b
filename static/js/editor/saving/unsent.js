// Offers text that an earlier visit could not save. Never restores it without asking.

import { one } from "../../dom.js";
import { Dialog } from "../dialogs/dialog.js";
import { compare } from "../merging/compare.js";
import { areAlike } from "./alike.js";
import { collect } from "./fields.js";
import { clock } from "./status.js";
/** @import { Kept, Story } from "../types.js" */

const NAME = "unsent";

/** @param {Story} story */
export async function offerUnsent(story) {
  const { saving, notices, editor } = story;
  const now = collect(saving.form);
  const left = await saving.store.left();
  /** @param {Kept} record */
  const isSaved = ({ fields }) => areAlike(fields, now, editor.schema);
  for (const record of left.filter(isSaved)) saving.store.drop(record.key);
  const record = left.find((kept) => !isSaved(kept));
  if (!record) return;
  notices.put(NAME, `Text from ${when(record.at)} is kept in this browser and was never saved.`, {
    "Restore it": () => putBack(story, record),
    Compare: () => dialogOf(story).show(record),
    "Discard it": () => throwAway(story, record),
  });
}

/** @param {number} time */
const isToday = (time) => new Date(time).toDateString() === new Date().toDateString();
/** @param {number} time */
const when = (time) =>
  isToday(time) ? clock(time) : `${new Date(time).toLocaleDateString("en-GB")}, ${clock(time)}`;

/**
 * Restores the version number too, so that a story changed meanwhile is a conflict.
 * @param {Story} story
 * @param {Kept} record
 */
function putBack({ saving, notices, write }, record) {
  notices.clear(NAME);
  saving.version = record.version;
  saving.base = record.base ?? saving.base;
  saving.beganWith = record.beganWith ?? {};
  write(record.fields);
  saving.changed();
  saving.store.drop(record.key);
}

/**
 * @param {Story} story
 * @param {Kept} record
 */
function throwAway(story, record) {
  story.saving.store.drop(record.key);
  story.notices.clear(NAME);
  offerUnsent(story);
}

/** @type {UnsentDialog | undefined} */
let dialog;

/** @param {Story} story */
const dialogOf = (story) => (dialog ??= new UnsentDialog(story));

class UnsentDialog extends Dialog {
  /** @param {Story} story */
  constructor(story) {
    super("unsent", story.editor);
    this.story = story;
    /** @type {Kept | null} */
    this.record = null;
    this.on("[data-put-back]", putBack);
    this.on("[data-throw-away]", throwAway);
  }

  /** @param {Kept} record */
  show(record) {
    const { saving, editor } = this.story;
    this.record = record;
    const found = compare(saving.form, record.fields, collect(saving.form), editor.schema);
    one(this.dom, "[data-comparison]").replaceChildren(found);
    this.open();
  }

  /**
   * @param {string} selector
   * @param {(story: Story, record: Kept) => void} action
   */
  on(selector, action) {
    one(this.dom, selector).addEventListener("click", () => {
      this.close();
      if (this.record) action(this.story, this.record);
    });
  }
}
