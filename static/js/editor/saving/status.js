// Shows the state of autosave. Announced only when something goes wrong, and when it is resolved.

import { one } from "../../dom.js";
import { changeOf } from "./states.js";
/** @import { Saving } from "./saving.js" */
/** @import { Change } from "../types.js" */

const CLOCK = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" });
const TROUBLE = new Set(["away", "signed out", "conflict", "refused", "deleted"]);

/** @param {string | number} time */
export const clock = (time) => CLOCK.format(new Date(time));

export class Status {
  /**
   * @param {HTMLElement} root
   * @param {Saving} saving
   * @param {(words: string) => void} say
   */
  constructor(root, saving, say) {
    this.place = one(root, "[data-saved-state]");
    this.saving = saving;
    this.say = say;
  }

  start() {
    this.saving.addEventListener("state", (event) => this.show(changeOf(event)));
    this.show({ before: "saved" });
  }

  /** @param {Change} change */
  show({ before, answer }) {
    const { state } = this.saving;
    if (answer?.saved_at) this.savedAt = answer.saved_at;
    this.place.textContent = this.words(state);
    this.place.dataset.savedState = state;
    this.place.classList.toggle("tools__state--trouble", TROUBLE.has(state));
    if (TROUBLE.has(state) && before === "saving" && this.announced !== state) this.announce(state);
    if (state === "saved" && this.announced) this.announce(null);
  }

  /** @param {string | null} state */
  announce(state) {
    this.announced = state;
    this.say(this.place.textContent ?? "");
  }

  /** @param {string} state */
  words(state) {
    const kept = this.saving.store.isKept ? "kept in this browser" : "keep this page open";
    /** @type {Record<string, string>} */
    const words = {
      saved: this.savedAt ? `Saved ${clock(this.savedAt)}` : "Saved",
      unsaved: "Not saved yet",
      saving: "Saving …",
      away: `Offline — ${kept}`,
      "signed out": `Signed out — ${kept}`,
      conflict: `Changed by somebody else — ${kept}`,
      refused: `Not all saved — ${kept}`,
      deleted: `Story deleted — ${kept}`,
    };
    return words[state];
  }
}
