// What an earlier visit could not send is offered again, never put back silently.

import { Dialog } from "../dialogs/dialog.js";
import { compare } from "../merging/compare.js";
import { areAlike } from "./alike.js";
import { collect } from "./fields.js";
import { clock } from "./status.js";

const NAME = "unsent";

export async function offerUnsent(story) {
  const { saving, notices, editor } = story;
  const now = collect(saving.form);
  const left = await saving.store.left();
  const isSaved = ({ fields }) => areAlike(fields, now, editor.schema);
  for (const record of left.filter(isSaved)) saving.store.drop(record.key);
  const record = left.find((one) => !isSaved(one));
  if (!record) return;
  notices.put(NAME, `Text of ${when(record.at)} was kept in this browser and never reached us.`, {
    "Put it back": () => putBack(story, record),
    "Look at it": () => dialogOf(story).open(record),
    "Throw it away": () => throwAway(story, record),
  });
}

const isToday = (time) => new Date(time).toDateString() === new Date().toDateString();
const when = (time) =>
  isToday(time) ? clock(time) : `${new Date(time).toLocaleDateString("en-GB")}, ${clock(time)}`;

// With the version it began with: should the story have changed, both are compared.
function putBack({ saving, notices, write }, record) {
  notices.clear(NAME);
  saving.version = record.version;
  saving.base = record.base ?? saving.base;
  saving.beganWith = record.beganWith ?? {};
  write(record.fields);
  saving.changed();
  saving.store.drop(record.key);
}

function throwAway(story, record) {
  story.saving.store.drop(record.key);
  story.notices.clear(NAME);
  offerUnsent(story);
}

let dialog;

const dialogOf = (story) => (dialog ??= new UnsentDialog(story));

class UnsentDialog extends Dialog {
  constructor(story) {
    super("unsent", story.editor);
    this.story = story;
    this.on("[data-put-back]", putBack);
    this.on("[data-throw-away]", throwAway);
  }

  open(record) {
    const { saving, editor } = this.story;
    this.record = record;
    this.dom
      .querySelector("[data-comparison]")
      .replaceChildren(compare(saving.form, record.fields, collect(saving.form), editor.schema));
    super.open();
  }

  on(selector, action) {
    this.dom.querySelector(selector).addEventListener("click", () => {
      this.close();
      action(this.story, this.record);
    });
  }
}
