// The writing surface of a story. Without this file the page is a form that works.

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
import { Status } from "./saving/status.js";
import { Store } from "./saving/store.js";
import { Trouble } from "./saving/trouble.js";
import { offerUnsent } from "./saving/unsent.js";
import { setText, startWriting } from "./text/writing.js";
import { nameKeys } from "./tools/keys.js";
import { Toolbar } from "./tools/toolbar.js";

const form = document.querySelector(".story-form");
const root = document.getElementById("writing");

if (form && root) start();

function start() {
  const field = form.elements.body;
  const notices = new Notices(root, () => editor.view.focus());
  const desk = new Desk(root, notices);
  root.hidden = false;
  const editor = startWriting(field, root.querySelector("[data-writing-text]"), desk);
  const tools = new Toolbar(root, editor, desk);
  desk.serve(editor, tools);
  tools.start();
  nameKeys();
  startLead(form.elements.lead_picture, desk);
  startNames(form);
  startCounting(root.querySelector("[data-word-count]"), field);
  startLines(form.elements, editor);
  followKind(form.elements.kind);
  startPlaces(editor);
  startSaving(editor, notices);
}

function startSaving(editor, notices) {
  const store = new Store(form.dataset.story);
  const saving = new Saving(form, store, {
    addresses: { ...root.dataset, ...form.dataset },
    write: (fields) => write(editor, fields),
    areAlike: (fields, others) => areAlike(fields, others, editor.schema),
  });
  const panel = new Panel();
  const story = { saving, notices, editor, write: (fields) => write(editor, fields) };
  const trouble = new Trouble(story);
  store.hold();
  form.addEventListener("input", () => saving.changed());
  form.addEventListener("change", () => saving.changed());
  saving.addEventListener("state", ({ detail }) => panel.show(detail.answer?.panel));
  saving.addEventListener("state", ({ detail }) => showSlug(detail.answer?.slug));
  saving.start();
  trouble.start();
  new Status(root, saving, (words) => notices.say(words)).start();
  startLeaving(saving, { notices, panel, resolve: () => trouble.resolve() });
  startPresence(form, panel);
  offerUnsent(story);
}

// The address that follows the headline.
function showSlug(slug) {
  const place = document.querySelector("[data-slug]");
  if (place && slug) place.textContent = slug;
}

// Only articles are folded.
function followKind(field) {
  const follow = () => (root.dataset.kind = field.value);
  field.addEventListener("change", follow);
  follow();
}

// Into the form, and into the text that lies over its field.
function write(editor, { body, ...others }) {
  fill(form, others);
  if (body) setText(editor, body[0] ?? "");
}
