// Replaces a field for a picture's number with a picture chooser.

import { around, one } from "../dom.js";
import { askFragment, fragmentOf, messageOf } from "../editor/ask.js";
import { upload } from "../editor/upload.js";

const PAUSE = 250; // milliseconds after the last key before searching

export function startPictureFields() {
  for (const root of document.querySelectorAll("[data-picture-field]")) new PictureField(root);
}

class PictureField {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer = undefined;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.library = root.dataset.figures ?? "";
    this.number = one(root, "input", HTMLInputElement);
    this.figure = one(root, "[data-figure]");
    this.dialog = one(root, "dialog", HTMLDialogElement);
    this.results = one(root, "[data-results]");
    this.search = one(root, "[type=search]", HTMLInputElement);
    this.file = one(root, "[type=file]", HTMLInputElement);
    this.problem = one(root, "[data-problem]");
    this.remove = one(root, "[data-remove]");
    this.choose = one(root, "[data-choose]");
    this.number.type = "hidden";
    one(root, "[data-number-help]").hidden = true;
    one(root, "[data-actions]").hidden = false;
    this.listen();
    this.remove.hidden = !this.number.value;
  }

  listen() {
    this.choose.addEventListener("click", () => this.open());
    this.remove.addEventListener("click", () => this.put(""));
    this.search.addEventListener("input", () => this.findSoon());
    this.search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
    this.results.addEventListener("click", (event) => this.onResult(event));
    this.file.addEventListener("change", () => this.upload(this.file.files?.[0]));
    one(this.dialog, "[data-close]").addEventListener("click", () => this.dialog.close());
  }

  open() {
    for (const field of [this.search, this.file]) field.value = "";
    this.problem.textContent = "";
    this.find();
    this.dialog.showModal();
  }

  findSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.find(), PAUSE);
  }

  find() {
    return this.show(`${this.library}chooser?q=${encodeURIComponent(this.search.value.trim())}`);
  }

  /** @param {string} address */
  async show(address) {
    this.requested = address;
    const html = await this.ask(address);
    if (this.requested === address) this.results.replaceChildren(html);
  }

  /** @param {string} address */
  async ask(address) {
    try {
      this.problem.textContent = "";
      return fragmentOf(await askFragment(address));
    } catch (error) {
      this.problem.textContent = messageOf(error);
      return "";
    }
  }

  /** @param {Event} event */
  onResult(event) {
    const choice = around(event, "[data-picture]");
    const page = around(event, "a[href]", HTMLAnchorElement);
    if (choice) this.put(choice.dataset.picture ?? "");
    else if (page) this.show(page.href);
    else return;
    event.preventDefault();
  }

  /** @param {File | undefined} file */
  async upload(file) {
    if (!file) return;
    try {
      this.problem.textContent = "Uploading …";
      const { id } = await upload(this.library, file);
      this.put(id);
    } catch (error) {
      this.problem.textContent = messageOf(error);
      this.file.value = "";
    }
  }

  /** @param {string} id */
  async put(id) {
    this.number.value = id;
    this.remove.hidden = !id;
    this.dialog.close();
    this.choose.focus();
    this.number.dispatchEvent(new Event("change", { bubbles: true }));
    this.figure.replaceChildren(id ? await this.ask(`${this.library}${id}/figure`) : "");
  }
}
