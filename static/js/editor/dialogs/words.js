// The words of a picture: the library's own form, sent without leaving the text.

import { ask, askFragment, fragmentOf } from "../ask.js";
import { Dialog } from "./dialog.js";

export class WordsDialog extends Dialog {
  constructor(editor, addresses, onSaved) {
    super("words", editor);
    this.addresses = addresses;
    this.onSaved = onSaved;
    this.place = this.dom.querySelector("[data-words]");
    this.place.addEventListener("submit", (event) => this.send(event));
  }

  get form() {
    return null;
  }

  async open(id) {
    this.id = id;
    try {
      this.show(await askFragment(`${this.addresses.pictures}${id}/words`));
    } catch ({ message }) {
      this.place.replaceChildren();
      this.problem = message;
    }
    super.open();
    this.say(this.problem ?? "");
    this.problem = null;
    this.place.querySelector("textarea, [type=submit]")?.focus();
  }

  show(html) {
    this.place.replaceChildren(fragmentOf(html));
  }

  async send(event) {
    event.preventDefault();
    const form = event.target;
    const body = new FormData(form, event.submitter);
    const headers = { Accept: "text/html", "HX-Request": "true" };
    try {
      const response = await ask(form.action, { method: "POST", body, headers });
      if ([409, 422].includes(response.status)) return this.show(await response.text());
      if (!response.ok) throw new Error("The words could not be saved. Try again.");
      this.onSaved(this.id);
      this.close();
    } catch ({ message }) {
      this.say(message);
    }
  }
}
