// Suggestions below the search field. htmx fetches them; this handles the keys: arrow keys move
// through them, Escape or leaving closes them. They are links in a list, so Tab works, too.

import { all, one } from "./dom.js";
import { say } from "./status.js";

const LIST = "search-suggestions";

export function startSearch() {
  const [form] = all(document, "[data-search]", HTMLFormElement);
  if (form) new Suggestions(form).start();
}

class Suggestions {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.field = one(form, "[type=search]", HTMLInputElement);
    this.isClosed = false;
  }

  start() {
    this.form.addEventListener("htmx:before:swap", (event) => this.weigh(event));
    this.form.addEventListener("htmx:after:swap", () => this.announce());
    this.form.addEventListener("keydown", (event) => this.onKey(event));
    this.form.addEventListener("focusout", ({ relatedTarget }) => {
      if (!this.form.contains(/** @type {Node | null} */ (relatedTarget))) this.close();
    });
    // Clicking a suggestion must not move the focus first.
    this.form.addEventListener("mousedown", (event) => {
      if (this.box.contains(/** @type {Node} */ (event.target))) event.preventDefault();
    });
    this.field.addEventListener("input", () => (this.isClosed = false));
  }

  get box() {
    return one(document, `#${LIST}`);
  }

  get links() {
    return all(this.box, "a", HTMLAnchorElement);
  }

  /**
   * Drops suggestions that arrive after they were closed or the focus has moved on.
   * @param {Event} event
   */
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

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const { key } = event;
    if (key === "Escape" && this.links.length) {
      event.preventDefault();
      this.field.focus();
      this.close();
    }
    if (key === "ArrowDown" || key === "ArrowUp") this.step(event, key === "ArrowDown" ? 1 : -1);
  }

  /**
   * Down moves from the field into the list, Up from its first item back.
   * @param {Event} event
   * @param {number} by
   */
  step(event, by) {
    /** @type {HTMLElement[]} */
    const stops = [this.field, ...this.links];
    const at = stops.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (at < 0 || stops.length === 1) return;
    event.preventDefault();
    stops[Math.min(Math.max(at + by, 0), stops.length - 1)].focus();
  }
}
