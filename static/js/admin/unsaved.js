// Forms with unsaved changes: the browser asks before leaving the page. A form that saves itself
// (data-kept) also keeps unsaved text in this browser.

import { all, one } from "../dom.js";
import { collect } from "../editor/saving/fields.js";
import { Store } from "../editor/saving/store.js";
/** @import { Fields, Kept } from "../editor/types.js" */

const RETRY = 5000; // milliseconds

export function startUnsaved() {
  askBeforeLeaving();
  for (const form of all(document, "form[data-kept]", HTMLFormElement)) new KeptForm(form).start();
}

function askBeforeLeaving() {
  let isLeaving = false;
  document.addEventListener("submit", () => (isLeaving = true));
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("[data-discard]")) isLeaving = true;
  });
  // Shown at once: the server's response can take a moment.
  for (const change of ["arranged", "change", "input"]) {
    /** @param {Event} event */
    const onChange = ({ target }) => {
      if (target instanceof Element && !target.matches("[type=search]")) markUnsaved(target);
    };
    document.addEventListener(change, onChange, { capture: true }); // before the form's own
  }
  window.addEventListener("beforeunload", (event) => {
    const isUnsaved = document.querySelector("form[data-unsaved]") !== null;
    if (isUnsaved && !isLeaving) event.preventDefault();
    isLeaving = false;
  });
}

/** @param {Element} target */
function markUnsaved(target) {
  if (!target.closest("[data-places], [data-kept]")) return;
  target.closest("[data-kept], #arranger")?.setAttribute("data-unsaved", "");
}

class KeptForm {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.store = new Store(form.dataset.kept ?? "");
    this.sent = "";
    this.retry = 0;
  }

  start() {
    this.offer();
    this.store.hold();
    if (this.isUnsaved) this.keep();
    for (const change of ["input", "arranged"]) {
      this.form.addEventListener(change, () => this.onChange());
    }
    this.form.addEventListener("submit", () => this.keep({ sentWith: this.version }));
    this.form.addEventListener("htmx:before:request", () => {
      this.sent = JSON.stringify(this.fields);
    });
    this.form.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
      if (ctx.response?.raw.ok) this.onSaved();
    });
    this.form.addEventListener("htmx:finally:request", () => this.planRetry());
  }

  get version() {
    return one(this.form, "[name=version]", HTMLInputElement).value;
  }

  get isUnsaved() {
    return this.form.hasAttribute("data-unsaved");
  }

  /** @returns {Fields} */
  get fields() {
    const fields = collect(this.form);
    delete fields.q; // the search for stories
    return fields;
  }

  onChange() {
    if (!this.isUnsaved) return;
    this.keep();
    this.say("Not saved yet");
  }

  onSaved() {
    if (this.sent !== JSON.stringify(this.fields)) return;
    this.form.removeAttribute("data-unsaved");
    this.store.drop();
  }

  // Retries only if the server did not respond. A conflict needs a person.
  planRetry() {
    clearTimeout(this.retry);
    if (!this.isUnsaved) return;
    this.say("Not saved. This browser keeps your changes and tries again.");
    this.retry = window.setTimeout(() => {
      const isHeldBack = this.form.querySelector("#composer-bar [role=alert] > *");
      if (this.isUnsaved && !isHeldBack) this.form.dispatchEvent(new Event("autosave"));
    }, RETRY);
  }

  /** @param {string} words */
  say(words) {
    one(this.form, "[data-save-state]").textContent = words;
  }

  /** @param {{ sentWith?: string }} [more] the version that a submitted form began with */
  keep(more = {}) {
    const version = Number(this.version);
    if (this.isUnsaved) this.store.keep({ fields: this.fields, version, ...more });
  }

  async offer() {
    const now = plain(this.fields);
    for (const record of await this.store.left()) {
      const wasSaved = record.sentWith && record.sentWith !== this.version;
      if (wasSaved || plain(record.fields) === now) this.store.drop(record.key);
      else return this.show(record);
    }
  }

  /** @param {Kept} record */
  show(record) {
    const template = one(document, "#kept-form", HTMLTemplateElement);
    const copy = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    const offer = one(copy, "form", HTMLFormElement);
    one(offer, "[data-kept-at]").textContent = new Date(record.at).toLocaleString("en-GB");
    for (const [name, values] of Object.entries(record.fields)) {
      offer.append(...values.map((value) => hidden(name, value)));
    }
    const { version } = this;
    offer.addEventListener("submit", () => this.store.note(record.key, { sentWith: version }));
    one(offer, "[data-throw-away]").addEventListener("click", () => {
      this.store.drop(record.key);
      offer.remove();
      this.offer();
    });
    this.form.before(offer);
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
const hidden = (name, value) =>
  Object.assign(document.createElement("input"), { type: "hidden", name, value });

/**
 * For comparing: the server normalises spaces, and numbers notes by their order.
 * @param {Fields} fields
 */
const plain = (fields) =>
  JSON.stringify(Object.entries(fields))
    .replace(/\bnote-\d+/g, "note")
    .replace(/(\\[rn]|\s)+/g, " ")
    .replace(/ "|" /g, '"');
