// A combobox after the ARIA Authoring Practices: the focus stays in the field, arrow keys move
// through the list, Enter selects, Escape closes.

import { askJson } from "../ask.js";
import { around, element, one } from "../../dom.js";

/** @typedef {{ headline: string, path: string, state?: string }} Suggestion a story of ours */

const PAUSE = 200; // milliseconds after the last key before requesting

export class Combobox {
  /**
   * @param {HTMLInputElement} field
   * @param {string} address
   * @param {{ isAsked: (text: string) => boolean, onPick: (story: Suggestion) => void }} options
   */
  constructor(field, address, { isAsked, onPick }) {
    this.field = field;
    this.address = address;
    this.isAsked = isAsked;
    this.onPick = onPick;
    this.list = one(document, `#${field.getAttribute("aria-controls")}`);
    /** @type {Suggestion[]} */
    this.stories = [];
    this.at = -1;
    field.addEventListener("input", () => this.askSoon());
    field.addEventListener("keydown", (event) => this.onKey(event));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.onClick(event));
  }

  askSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const text = this.field.value.trim();
    if (!text || !this.isAsked(text)) return this.close();
    const answer = await askJson(`${this.address}?q=${encodeURIComponent(text)}`).catch(() => null);
    // The text has changed since: another request will follow.
    if (this.field.value.trim() !== text) return;
    this.show(answer?.stories ?? []);
  }

  /** @param {Suggestion[]} stories */
  show(stories) {
    this.stories = stories;
    this.list.replaceChildren(...stories.map((story, place) => option(story, place, this.list.id)));
    this.list.hidden = !stories.length;
    this.field.setAttribute("aria-expanded", String(stories.length > 0));
    this.mark(-1);
  }

  close() {
    clearTimeout(this.timer);
    this.show([]);
  }

  /** @param {number} place */
  mark(place) {
    this.at = place;
    [...this.list.children].forEach((item, index) =>
      item.setAttribute("aria-selected", String(index === place)),
    );
    const item = this.list.children[place];
    item?.scrollIntoView({ block: "nearest" });
    if (item) this.field.setAttribute("aria-activedescendant", item.id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (!this.stories.length) return;
    const count = this.stories.length;
    if (event.key === "ArrowDown") this.mark((this.at + 1) % count);
    else if (event.key === "ArrowUp") this.mark((this.at <= 0 ? count : this.at) - 1);
    else if (event.key === "Enter" && this.at >= 0) this.take(this.at);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  /** @param {MouseEvent} event */
  onClick(event) {
    const item = around(event, "[role=option]");
    if (item) this.take([...this.list.children].indexOf(item));
  }

  /** @param {number} place */
  take(place) {
    const story = this.stories[place];
    this.close();
    this.onPick(story);
  }
}

/**
 * @param {Suggestion} story
 * @param {number} place
 * @param {string} list
 */
function option({ headline, state, path }, place, list) {
  const item = element("li", "combobox__option");
  item.id = `${list}-${place}`;
  item.setAttribute("role", "option");
  item.append(
    element("span", "combobox__headline", headline),
    element("span", "combobox__state", state ?? path),
  );
  return item;
}
