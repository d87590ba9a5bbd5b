// The states of autosave, and the events that change them.

/** @import { Change } from "../types.js" */

/** @type {Record<string, Record<string, string>>} */
const NEXT = {
  saved: { change: "unsaved" },
  unsaved: { change: "unsaved", send: "saving" },
  saving: {
    change: "saving",
    save: "saved",
    lag: "unsaved",
    lose: "away",
    shut: "signed out",
    clash: "conflict",
    refuse: "refused",
    vanish: "deleted",
  },
  away: { change: "away", send: "saving" },
  "signed out": { change: "signed out", send: "saving", shut: "signed out" },
  conflict: { change: "conflict", merge: "unsaved" },
  deleted: { change: "deleted" },
  refused: { change: "unsaved", send: "saving" },
};

export class States extends EventTarget {
  state = "saved";

  /** @param {string} event */
  may(event) {
    return event in NEXT[this.state];
  }

  /**
   * Ignores events that are not in the table.
   * @param {string} event
   * @param {Omit<Change, "before">} detail
   */
  move(event, detail = {}) {
    if (!this.may(event)) return;
    const before = this.state;
    this.state = NEXT[before][event];
    this.dispatchEvent(new CustomEvent("state", { detail: { before, ...detail } }));
  }
}

/**
 * @param {Event} event
 * @returns {Change}
 */
export const changeOf = (event) => /** @type {CustomEvent<Change>} */ (event).detail;
