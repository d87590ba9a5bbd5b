// The story editor. Without this script the page is a plain form.

import { control, one } from "../dom.js";
import { startCounting } from "./counting.js";
import { Desk } from "./desk.js";
import { startLead } from "./lead.js";
import { startLines } from "./lines.js";
import { startNames } from "./names.js";
import { startPlaces } from "./places.js";
import { areAlike } from "./saving/alike.js";
import { fill } from "./saving/fields.js";
import { startLeaving } from "./saving/leaving.js";
import { Notices } from "./saving/notices.js";
import { Panel } from "./saving/panel.js";
import { startPresence } from "./saving/presence.js";
import { Saving } from "./saving/saving.js";
import { changeOf } from "./saving/states.js";
import { Status } from "./saving/status.js";
import { Store } from "./saving/store.js";
import { Trouble } from "./saving/trouble.js";
import { offerUnsent } from "./saving/unsent.js";
import { setText, startWriting } from "./text/writing.js";
import { nameKeys } from "./tools/keys.js";
import { Toolbar } from "./tools/toolbar.js";

/** @import { Editor } from "@tiptap/core" */
/** @import { Fields } from "./types.js" */

const storyForm = /** @type {HTMLFormElement | null} */ (document.querySelector(".story-form"));
const writing = document.getElementById("writing");

if (storyForm && writing) start(storyForm, writing);

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} root
 */
function start(form, root) {
  const field = control(form, "body");
  const notices = new Notices(root, () => editor.view.focus());
  const desk = new Desk(root, notices);
  root.hidden = false;
  const editor = startWriting(field, one(root, "[data-writing-text]"), desk);
  const tools = new Toolbar(root, editor, desk);
  desk.serve(editor, tools);
  tools.start();
  nameKeys();
  startLead(control(form, "lead_picture"), desk);
  startNames(form);
  startCounting(one(root, "[data-word-count]"), field);
  startLines({ headline: control(form, "headline"), dek: control(form, "dek") }, editor);
  followKind(root, control(form, "kind"));
  startPlaces(editor);
  startSaving(form, root, editor, notices);
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} root
 * @param {Editor} editor
 * @param {Notices} notices
 */
function startSaving(form, root, editor, notices) {
  const writeFields = (/** @type {Fields} */ fields) => write(form, editor, fields);
  const store = new Store(form.dataset.story ?? "");
  const saving = new Saving(form, store, {
    addresses: { ...root.dataset, ...form.dataset },
    write: writeFields,
    areAlike: (fields, others) => areAlike(fields, others, editor.schema),
  });
  const panel = new Panel();
  const story = { saving, notices, editor, write: writeFields };
  const trouble = new Trouble(story);
  store.hold();
  form.addEventListener("input", () => saving.changed());
  form.addEventListener("change", () => saving.changed());
  saving.addEventListener("state", (event) => panel.show(changeOf(event).answer?.panel));
  saving.addEventListener("state", (event) => showSlug(changeOf(event).answer?.slug));
  saving.start();
  trouble.start();
  new Status(root, saving, (words) => notices.say(words)).start();
  startLeaving(saving, { notices, panel, resolve: () => trouble.resolve() });
  startPresence(form, panel);
  offerUnsent(story);
}

/**
 * Shows the slug that the server has made from the headline.
 * @param {string | undefined} slug
 */
function showSlug(slug) {
  const place = document.querySelector("[data-slug]");
  if (place && slug) place.textContent = slug;
}

/**
 * Keeps `data-kind` up to date: CSS shows the fold in articles only.
 * @param {HTMLElement} root
 * @param {HTMLInputElement} field
 */
function followKind(root, field) {
  const follow = () => (root.dataset.kind = field.value);
  field.addEventListener("change", follow);
  follow();
}

/**
 * Fills the form, and the rich-text editor that covers the body field.
 * @param {HTMLFormElement} form
 * @param {Editor} editor
 * @param {Fields} fields
 */
function write(form, editor, { body, ...others }) {
  fill(form, others);
  if (body) setText(editor, body[0] ?? "");
}
