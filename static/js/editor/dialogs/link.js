// The link dialog: a pasted address, or one of our own stories found by typing.

import { getMarkRange } from "@tiptap/core";
import { control, one } from "../../dom.js";
import { isAllowed } from "../text/marks.js";
import { Combobox } from "./combobox.js";
import { Dialog } from "./dialog.js";
/** @import { Suggestion } from "./combobox.js" */
/** @import { ChainedCommands, Editor } from "@tiptap/core" */

const MAIL = /^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/;
const HOST = /^[\w-]+(?:\.[\w-]+)+(?:[/?#:]|$)/;
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;

export class LinkDialog extends Dialog {
  /**
   * @param {Editor} editor
   * @param {DOMStringMap} addresses
   */
  constructor(editor, addresses) {
    super("link", editor);
    this.address = control(this.form, "address");
    this.words = control(this.form, "words");
    this.removal = one(this.dom, "[data-link-remove]");
    this.removal.addEventListener("click", () => this.remove());
    this.stories = new Combobox(this.address, addresses.suggestions ?? "", {
      isAsked: (text) => !looksLikeAddress(text),
      onPick: (story) => this.pick(story),
    });
  }

  open() {
    const { editor } = this;
    this.address.value = editor.getAttributes("link").href ?? "";
    this.words.value = "";
    this.isNew = !editor.isActive("link");
    this.removal.hidden = this.isNew;
    this.wordsField.hidden = !this.isNew || !editor.state.selection.empty;
    this.stories.close();
    super.open();
    this.address.select();
  }

  get wordsField() {
    return one(this.dom, "[data-link-words]");
  }

  /** @param {Suggestion} story */
  pick({ headline, path }) {
    this.address.value = path;
    if (!this.words.value) this.words.value = headline;
  }

  onSubmit() {
    const href = asAddress(this.address.value);
    if (!href) return this.refuse();
    if (this.wordsField.hidden) this.put(href);
    else this.insert(href, this.words.value.trim() || href);
    this.close();
  }

  refuse() {
    this.say("This is not an address. Choose a story from the list, or paste an address.");
    this.address.focus();
  }

  /** @param {string} href */
  put(href) {
    this.onLink((chain) => chain.setMark("link", { href }));
  }

  /**
   * @param {string} href
   * @param {string} text
   */
  insert(href, text) {
    const marks = [{ type: "link", attrs: { href } }];
    this.editor.chain().insertContent({ type: "text", text, marks }).unsetMark("link").run();
  }

  remove() {
    this.onLink((chain) => chain.unsetMark("link"));
    this.close();
  }

  /**
   * With the cursor in a link, selects the whole link.
   * @param {(chain: ChainedCommands) => ChainedCommands} action
   */
  onLink(action) {
    const { editor } = this;
    const { from, to, $from, empty } = editor.state.selection;
    const whole = empty && getMarkRange($from, editor.schema.marks.link);
    action(editor.chain().setTextSelection(whole || { from, to }))
      .setTextSelection({ from, to })
      .run();
  }
}

/** @param {string} text */
const looksLikeAddress = (text) => Boolean(asAddress(text));

/** @param {string} text */
export function asAddress(text) {
  const given = text.trim();
  if (MAIL.test(given)) return `mailto:${given}`;
  if (HOST.test(given) && !SCHEME.test(given)) return `https://${given}`;
  if (!isAllowed(given) || /\s/.test(given)) return null;
  return given.startsWith(`${location.origin}/`) ? given.slice(location.origin.length) : given;
}
