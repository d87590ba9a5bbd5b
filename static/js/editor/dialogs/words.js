// The details of a picture: the library's own form, sent without leaving the text.

import { one } from "../../dom.js";
import { ask, askFragment, fragmentOf, messageOf } from "../ask.js";
import { Dialog } from "./dialog.js";
/** @import { Editor } from "@tiptap/core" */

export class WordsDialog extends Dialog {
  /**
   * @param {Editor} editor
   * @param {DOMStringMap} addresses
   * @param {(id: string) => void} onSaved
   */
  constructor(editor, addresses, onSaved) {
    super("words", editor);
    this.addresses = addresses;
    this.onSaved = onSaved;
    this.place = one(this.dom, "[data-words]");
    this.place.addEventListener("submit", (event) => this.send(event));
  }

  async open(id = "") {
    this.id = id;
    try {
      this.show(await askFragment(`${this.addresses.pictures}${id}/words`));
    } catch (error) {
      this.place.replaceChildren();
      this.problem = messageOf(error);
    }
    super.open();
    this.say(this.problem ?? "");
    this.problem = null;
    this.place.querySelector("textarea, [type=submit]")?.focus();
  }

  /** @param {string} html */
  show(html) {
    this.place.replaceChildren(fragmentOf(html));
  }

  /** @param {SubmitEvent} event */
  async send(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const body = new FormData(form, event.submitter);
    const headers = { Accept: "text/html", "HX-Request": "true" };
    try {
      const response = await ask(form.action, { method: "POST", body, headers });
      if ([409, 422].includes(response.status)) return this.show(await response.text());
      if (!response.ok) throw new Error("The details could not be saved. Try again.");
      this.onSaved(this.id ?? "");
      this.close();
    } catch (error) {
      this.say(messageOf(error));
    }
  }
}
