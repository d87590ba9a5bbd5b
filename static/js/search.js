// Suggestions below the search field. htmx fetches them; here are the keys: arrows go
// through them, Escape and going elsewhere close them. They are links in a list, so the
// Tab key leads there as well.

import { say } from "./status.js";

const LIST = "search-suggestions";

export function startSearch() {
  const form = document.querySelector("[data-search]");
  if (form) new Suggestions(form).start();
}

class Suggestions {
  constructor(form) {
    this.form = form;
    this.field = form.querySelector("[type=search]");
  }

  start() {
    this.form.addEventListener("htmx:before:swap", (event) => this.weigh(event));
    this.form.addEventListener("htmx:after:swap", () => this.announce());
    this.form.addEventListener("keydown", (event) => this.onKey(event));
    this.form.addEventListener("focusout", ({ relatedTarget }) => {
      if (!this.form.contains(relatedTarget)) this.close();
    });
    // A press on a suggestion takes the focus nowhere first.
    this.form.addEventListener("mousedown", (event) => {
      if (this.box.contains(event.target)) event.preventDefault();
    });
    this.field.addEventListener("input", () => (this.isClosed = false));
  }

  get box() {
    return document.getElementById(LIST);
  }

  get links() {
    return [...this.box.querySelectorAll("a")];
  }

  // Whoever has closed them, or gone on, is not to be followed.
  weigh(event) {
    if (this.isClosed || document.activeElement !== this.field) event.preventDefault();
  }

  announce() {
    const number = this.links.length;
    if (number) say(number === 1 ? "1 suggestion" : `${number} suggestions`);
  }

  close() {
    this.isClosed = true;
    this.box.replaceChildren();
  }

  onKey(event) {
    const { key } = event;
    if (key === "Escape" && this.links.length) {
      event.preventDefault();
      this.field.focus();
      this.close();
    }
    if (key === "ArrowDown" || key === "ArrowUp") this.step(event, key === "ArrowDown" ? 1 : -1);
  }

  // From the field down into the list, and up from its first one back.
  step(event, by) {
    const stops = [this.field, ...this.links];
    const at = stops.indexOf(document.activeElement);
    if (at < 0 || stops.length === 1) return;
    event.preventDefault();
    stops[Math.min(Math.max(at + by, 0), stops.length - 1)].focus();
  }
}
