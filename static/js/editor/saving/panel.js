// Each save returns a new side panel. It replaces the old one once that has no focus.

import { all } from "../../dom.js";
import { fragmentOf } from "../ask.js";

const PANEL = "#story-panel";
const ACTIONS = "#workflow";

export class Panel {
  isHeld = false;
  /** @type {string | null} */
  waiting = null;

  constructor() {
    document.addEventListener("focusout", () => setTimeout(() => this.settle()));
  }

  /** @returns {HTMLElement | null} */
  get panel() {
    return document.querySelector(PANEL);
  }

  // The server sends the panel again only when it differs.
  get digest() {
    return this.panel?.dataset.digest ?? "";
  }

  get isBusy() {
    return this.isHeld || Boolean(this.panel?.contains(document.activeElement));
  }

  /** @param {string | null | undefined} html */
  show(html) {
    const { panel } = this;
    if (!html || !panel) return;
    this.waiting = html;
    if (this.isBusy) this.bringUpToDate(panel, html);
    else this.settle();
  }

  /**
   * Keeps the shown actions valid if our own save is the only change.
   * @param {HTMLElement} panel
   * @param {string} html
   */
  bringUpToDate(panel, html) {
    const old = panel.querySelector(ACTIONS);
    const fresh = panelIn(html)?.querySelector(ACTIONS);
    if (!old || !fresh || squeezed(old) !== squeezed(fresh)) return;
    const [seen] = all(fresh, "[name=seen]", HTMLInputElement);
    for (const field of all(old, "[name=seen]", HTMLInputElement)) field.value = seen?.value;
  }

  settle() {
    const { panel } = this;
    if (!this.waiting || !panel || this.isBusy) return;
    const fresh = panelIn(this.waiting);
    this.waiting = null;
    if (!fresh || fresh.dataset.digest === this.digest) return;
    keepOpen(panel, fresh);
    panel.replaceWith(fresh);
    window.htmx?.process(fresh);
  }
}

/** @param {string} html */
const panelIn = (html) => fragmentOf(html).querySelector(PANEL);
/** @param {Element | null} place */
const squeezed = (place) => place?.textContent?.replace(/\s+/g, " ");

/**
 * Keeps open sections open.
 * @param {Element} old
 * @param {Element} fresh
 */
function keepOpen(old, fresh) {
  const before = old.querySelectorAll("details");
  fresh.querySelectorAll("details").forEach((details, place) => {
    if (before[place]?.open) details.open = true;
  });
}
