// The picture dialog: search the library or upload; both give an id.

import { around, control, element, one } from "../../dom.js";
import { askFragment, fragmentOf, messageOf } from "../ask.js";
import { upload } from "../upload.js";
import { Dialog } from "./dialog.js";
/** @import { Editor } from "@tiptap/core" */
/** @import { OnPick } from "../types.js" */

const PAUSE = 250; // milliseconds after the last key before searching
const DRAGS = { dragenter: true, dragleave: false, drop: false };
/** @param {unknown} error */
const problemOf = (error) => element("p", "field__problem", messageOf(error));

export class PictureDialog extends Dialog {
  /**
   * @param {Editor} editor
   * @param {DOMStringMap} addresses
   */
  constructor(editor, addresses) {
    super("picture", editor);
    this.addresses = addresses;
    this.results = one(this.dom, "[data-results]");
    this.uploads = one(this.dom, "[data-uploads]");
    this.file = one(this.dom, "input[type=file]", HTMLInputElement);
    this.search = control(this.form, "q");
    this.search.addEventListener("input", () => this.searchSoon());
    this.results.addEventListener("click", (event) => this.onResult(event));
    this.file.addEventListener("change", () => this.upload(this.file.files?.[0]));
    this.acceptDrops(one(this.dom, "[data-drop]"));
  }

  /**
   * `onPick` gets the id, and whether the picture was uploaded here.
   * @param {OnPick} [onPick]
   */
  open(onPick) {
    this.onPick = onPick;
    this.uploads.replaceChildren();
    for (const field of [this.file, this.search]) field.value = "";
    this.find();
    super.open();
  }

  onSubmit() {
    this.find();
  }

  searchSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.find(), PAUSE);
  }

  find() {
    const { chooser } = this.addresses;
    return this.show(`${chooser}?q=${encodeURIComponent(this.search.value.trim())}`);
  }

  /** @param {string} address */
  async show(address) {
    this.requested = address;
    const shown = await askFragment(address).then(fragmentOf, problemOf);
    if (this.requested === address) this.results.replaceChildren(shown);
  }

  /** @param {Event} event */
  onResult(event) {
    const choice = around(event, "[data-picture]");
    const page = around(event, "a[href]", HTMLAnchorElement);
    if (choice) this.pick(choice.dataset.picture ?? "", false);
    else if (page) this.show(page.href);
    else return;
    event.preventDefault();
  }

  /**
   * @param {string} id
   * @param {boolean} isNew
   */
  pick(id, isNew) {
    this.close();
    this.onPick?.(id, isNew);
  }

  /** @param {HTMLElement} zone */
  acceptDrops(zone) {
    this.dom.addEventListener("dragover", (event) => event.preventDefault());
    this.dom.addEventListener("drop", (event) => {
      event.preventDefault();
      this.upload(event.dataTransfer?.files[0]);
    });
    for (const [name, isOver] of Object.entries(DRAGS)) {
      zone.addEventListener(name, () => zone.classList.toggle("upload--over", isOver));
    }
  }

  /** @param {File | undefined} file */
  async upload(file) {
    if (!file) return;
    const line = new UploadLine(file.name);
    this.uploads.replaceChildren(line.dom);
    try {
      const { id } = await upload(this.addresses.pictures ?? "", file, (share) => line.show(share));
      this.pick(id, true);
    } catch (error) {
      line.fail(messageOf(error));
      this.file.value = "";
    }
  }
}

export class UploadLine {
  /** @param {string} name */
  constructor(name) {
    this.dom = element("li", "upload__line", name);
    this.bar = element("progress", "upload__progress");
    this.bar.max = 1;
    this.bar.setAttribute("aria-label", `Uploading ${name}`);
    this.dom.append(this.bar);
  }

  /** @param {number} done */
  show(done) {
    this.bar.value = done;
  }

  /** @param {string} problem */
  fail(problem) {
    this.bar.remove();
    const words = element("span", "field__problem", problem);
    words.setAttribute("role", "alert");
    this.dom.append(words);
  }
}
