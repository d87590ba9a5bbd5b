// The panel beside the text comes anew with each answer. Whoever is busy in it is left
// alone: then it waits until they have gone.

import { fragmentOf } from "../ask.js";

const PANEL = "#story-panel";
const ACTIONS = "#workflow";

export class Panel {
  isHeld = false;

  constructor() {
    document.addEventListener("focusout", () => setTimeout(() => this.settle()));
  }

  get panel() {
    return document.querySelector(PANEL);
  }

  // The server sends the panel again only when it differs.
  get digest() {
    return this.panel?.dataset.digest ?? "";
  }

  get isBusy() {
    return this.isHeld || this.panel.contains(document.activeElement);
  }

  show(html) {
    if (!html || !this.panel) return;
    this.waiting = html;
    if (this.isBusy) this.bringUpToDate();
    else this.settle();
  }

  // Where a save of ours is all that is new, what may be done is what was seen.
  bringUpToDate() {
    const panels = [this.panel, panelIn(this.waiting)];
    const [old, fresh] = panels.map((panel) => panel?.querySelector(ACTIONS));
    if (!fresh || squeezed(old) !== squeezed(fresh)) return;
    const seen = fresh.querySelector("[name=seen]")?.value;
    for (const field of old.querySelectorAll("[name=seen]")) field.value = seen;
  }

  settle() {
    if (!this.waiting || this.isBusy) return;
    const fresh = panelIn(this.waiting);
    this.waiting = null;
    if (!fresh || fresh.dataset.digest === this.digest) return;
    keepOpen(this.panel, fresh);
    this.panel.replaceWith(fresh);
    window.htmx?.process(this.panel);
  }
}

const panelIn = (html) => fragmentOf(html).querySelector(PANEL);
const squeezed = (place) => place?.textContent.replace(/\s+/g, " ");

// What was unfolded stays so.
function keepOpen(old, fresh) {
  const before = old.querySelectorAll("details");
  fresh.querySelectorAll("details").forEach((details, place) => {
    if (before[place]?.open) details.open = true;
  });
}
