// A dialog over the text. Closing it returns the focus to where it was.

import { around, one } from "../../dom.js";
/** @import { Editor } from "@tiptap/core" */

export class Dialog {
  /**
   * @param {string} name
   * @param {Editor} editor
   */
  constructor(name, editor) {
    this.dom = one(document, `#dialog-${name}`, HTMLDialogElement);
    this.editor = editor;
    this.dom.addEventListener("click", (event) => {
      if (around(event, "[data-close]")) this.close();
    });
    this.dom.addEventListener("cancel", (event) => this.onCancel(event));
    // A form that is loaded later, with a fragment, is handled by its own dialog.
    this.dom.querySelector("form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.onSubmit();
    });
  }

  get form() {
    return one(this.dom, "form", HTMLFormElement);
  }

  open() {
    /** @type {HTMLElement | null} */
    this.before = /** @type {HTMLElement | null} */ (document.activeElement);
    this.say("");
    this.dom.showModal();
  }

  /** @param {Event} event */
  onCancel(event) {
    if (event.target !== this.dom) return;
    event.preventDefault();
    this.close();
  }

  // At once, because the browser would move the cursor to the start of the text.
  close() {
    this.dom.close();
    const { view } = this.editor;
    const { before } = this;
    const isElsewhere = before?.isConnected && !before.closest("[role=toolbar]");
    if (isElsewhere && before !== view.dom) before.focus();
    else view.focus();
  }

  onSubmit() {
    this.close();
  }

  /** @param {string} problem */
  say(problem) {
    const place = this.dom.querySelector("[data-problem]");
    if (place) place.textContent = problem;
  }
}
