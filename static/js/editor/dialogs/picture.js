// Pictures: found in the library or uploaded here; both give an id.

import { askFragment, fragmentOf } from "../ask.js";
import { upload } from "../upload.js";
import { element } from "../nodes/inset.js";
import { Dialog } from "./dialog.js";

const PAUSE = 250; // milliseconds without a key before we search
const DRAGS = { dragenter: true, dragleave: false, drop: false };
const problemOf = ({ message }) => element("p", "field__problem", message);

export class PictureDialog extends Dialog {
  constructor(editor, addresses) {
    super("picture", editor);
    this.addresses = addresses;
    this.results = this.dom.querySelector("[data-results]");
    this.uploads = this.dom.querySelector("[data-uploads]");
    this.file = this.dom.querySelector("input[type=file]");
    this.search = this.form.elements.q;
    this.search.addEventListener("input", () => this.searchSoon());
    this.results.addEventListener("click", (event) => this.onResult(event));
    this.file.addEventListener("change", () => this.upload(this.file.files[0]));
    this.acceptDrops(this.dom.querySelector("[data-drop]"));
  }

  // `onPick` is given the id, and whether the picture is new here.
  open(onPick) {
    this.onPick = onPick;
    this.uploads.replaceChildren();
    this.file.value = this.search.value = "";
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

  async show(address) {
    this.asked = address;
    const shown = await askFragment(address).then(fragmentOf, problemOf);
    if (this.asked === address) this.results.replaceChildren(shown);
  }

  onResult(event) {
    const choice = event.target.closest("[data-picture]");
    const page = event.target.closest("a[href]");
    if (choice) this.pick(choice.dataset.picture, false);
    else if (page) this.show(page.href);
    else return;
    event.preventDefault();
  }

  pick(id, isNew) {
    this.close();
    this.onPick(id, isNew);
  }

  acceptDrops(zone) {
    this.dom.addEventListener("dragover", (event) => event.preventDefault());
    this.dom.addEventListener("drop", (event) => {
      event.preventDefault();
      this.upload(event.dataTransfer.files[0]);
    });
    for (const [name, isOver] of Object.entries(DRAGS)) {
      zone.addEventListener(name, () => zone.classList.toggle("upload--over", isOver));
    }
  }

  async upload(file) {
    if (!file) return;
    const line = new UploadLine(file.name);
    this.uploads.replaceChildren(line.dom);
    try {
      const { id } = await upload(this.addresses.pictures, file, (done) => line.show(done));
      this.pick(id, true);
    } catch (problem) {
      line.fail(problem.message);
      this.file.value = "";
    }
  }
}

export class UploadLine {
  constructor(name) {
    this.dom = element("li", "upload__line", name);
    this.bar = element("progress", "upload__progress");
    this.bar.max = 1;
    this.bar.setAttribute("aria-label", `Uploading ${name}`);
    this.dom.append(this.bar);
  }

  show(done) {
    this.bar.value = done;
  }

  fail(problem) {
    this.bar.remove();
    const words = element("span", "field__problem", problem);
    words.setAttribute("role", "alert");
    this.dom.append(words);
  }
}
