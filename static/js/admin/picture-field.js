// A picture chosen from the library, instead of typed as its number.

import { askFragment, fragmentOf } from "../editor/ask.js";
import { upload } from "../editor/upload.js";

const PAUSE = 250; // milliseconds without a key before we search

export function startPictureFields() {
  for (const root of document.querySelectorAll("[data-picture-field]")) new PictureField(root);
}

class PictureField {
  constructor(root) {
    this.library = root.dataset.figures;
    this.number = root.querySelector("input");
    this.figure = root.querySelector("[data-figure]");
    this.dialog = root.querySelector("dialog");
    this.results = root.querySelector("[data-results]");
    this.search = root.querySelector("[type=search]");
    this.file = root.querySelector("[type=file]");
    this.problem = root.querySelector("[data-problem]");
    this.remove = root.querySelector("[data-remove]");
    this.choose = root.querySelector("[data-choose]");
    this.number.type = "hidden";
    root.querySelector("[data-number-help]").hidden = true;
    root.querySelector("[data-actions]").hidden = false;
    this.listen();
    this.remove.hidden = !this.number.value;
  }

  listen() {
    this.choose.addEventListener("click", () => this.open());
    this.remove.addEventListener("click", () => this.put(""));
    this.search.addEventListener("input", () => this.findSoon());
    this.search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    this.results.addEventListener("click", (event) => this.onResult(event));
    this.file.addEventListener("change", () => this.upload(this.file.files[0]));
    this.dialog.querySelector("[data-close]").addEventListener("click", () => this.dialog.close());
  }

  open() {
    this.search.value = this.file.value = this.problem.textContent = "";
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

  async show(address) {
    this.asked = address;
    const html = await this.ask(address);
    if (this.asked === address) this.results.replaceChildren(html);
  }

  async ask(address) {
    try {
      this.problem.textContent = "";
      return fragmentOf(await askFragment(address));
    } catch ({ message }) {
      this.problem.textContent = message;
      return "";
    }
  }

  onResult(event) {
    const choice = event.target.closest("[data-picture]");
    const page = event.target.closest("a[href]");
    if (choice) this.put(choice.dataset.picture);
    else if (page) this.show(page.href);
    else return;
    event.preventDefault();
  }

  async upload(file) {
    if (!file) return;
    try {
      this.problem.textContent = "Uploading …";
      const { id } = await upload(this.library, file);
      this.put(id);
    } catch ({ message }) {
      this.problem.textContent = message;
      this.file.value = "";
    }
  }

  async put(id) {
    this.number.value = id;
    this.remove.hidden = !id;
    this.dialog.close();
    this.choose.focus();
    this.number.dispatchEvent(new Event("change", { bubbles: true }));
    this.figure.replaceChildren(id ? await this.ask(`${this.library}${id}/figure`) : "");
  }
}
