// Notices and actions when a text could not be saved.

import { Merging } from "../merging/merging.js";
import { labelOf } from "./fields.js";
import { changeOf } from "./states.js";
import { clock } from "./status.js";
/** @import { Change, Conflict, Story } from "../types.js" */

export class Trouble {
  /** @param {Story} story */
  constructor(story) {
    this.story = story;
    this.merging = new Merging(story);
    /** @type {Conflict | null} */
    this.conflict = null;
    this.refusal = "";
    this.address = location.href;
  }

  start() {
    this.story.saving.addEventListener("state", (event) => this.onState(changeOf(event)));
  }

  /** @param {Change} change */
  onState(change) {
    const { saving, notices } = this.story;
    if (change.answer?.merged) this.onMerged(change.answer);
    if (saving.state === "saving" || saving.state === "unsaved") return;
    for (const name of NOTICES) {
      if (name !== saving.state) notices.clear(name);
    }
    if (change.before === saving.state && !change.somebody) return;
    this.handle(saving.state, change);
  }

  /**
   * @param {string} state
   * @param {Change} change
   */
  handle(state, change) {
    if (state === "signed out") this.onSignedOut(change);
    else if (state === "conflict") this.onConflict(change);
    else if (state === "refused") this.onRefused(change);
    else if (state === "deleted") this.onDeleted();
  }

  // For states that need a decision: shown on an attempt to save or leave.
  resolve() {
    const { saving, notices } = this.story;
    if (saving.state === "conflict") this.openMerging();
    else if (saving.state === "deleted") this.onDeleted();
    else if (saving.state === "refused") notices.tell(this.refusal);
    else notices.tell("This could not be saved yet. The text is kept.");
  }

  /** @param {Change} change */
  onSignedOut({ answer, somebody }) {
    const { saving, notices } = this.story;
    if (somebody) return this.onSomebodyElse(somebody);
    this.address = answer?.sign_in_url ?? this.address;
    notices.put("signed out", "Your session has ended. The text stays here, and in this browser.", {
      "Sign in in a new tab": this.address,
      "Try again": () => saving.retry(),
    });
  }

  /** @param {string} name */
  onSomebodyElse(name) {
    const { saving, notices } = this.story;
    notices.put("signed out", `${name} is now signed in here. Your text was not saved.`, {
      [`Save as ${name}`]: () => saving.continueAs(name),
    });
  }

  /** @param {Record<string, any>} answer */
  onMerged({ merged, merged_from: name }) {
    const { saving, notices } = this.story;
    const labels = Object.keys(merged).map((field) => labelOf(saving.form, field));
    notices.tell(`${name} changed this meanwhile: ${labels.join(", ")}. It is shown here now.`);
  }

  /** @param {Change} change */
  onConflict({ answer = {}, theirs = {} }) {
    const { notices } = this.story;
    const at = answer.saved_at ? ` at ${clock(answer.saved_at)}` : "";
    const words = `${answer.editor} saved this story${at} while you were writing.`;
    this.conflict = /** @type {Conflict} */ ({ ...answer, words, theirs });
    notices.put("conflict", `${words} Both texts are safe.`, {
      "Compare and merge": () => this.openMerging(),
    });
  }

  openMerging() {
    if (this.conflict) this.merging.show(this.conflict);
  }

  onDeleted() {
    const { notices } = this.story;
    const words = "This story was deleted while you were writing. Your text is still here.";
    notices.put("deleted", words, { "Save as a new story": () => this.recover() });
  }

  async recover() {
    const { saving, notices } = this.story;
    try {
      const address = await saving.recover();
      document.dispatchEvent(new Event("text:given-up"));
      location.assign(address);
    } catch {
      notices.tell("This could not be saved. Your text is still here: try again.");
    }
  }

  /** @param {Change} change */
  onRefused({ answer = {}, status }) {
    const { saving, notices } = this.story;
    this.refusal = wordsOf(answer, status);
    notices.put("refused", this.refusal, { "Try again": () => saving.send() });
  }
}

const NOTICES = ["signed out", "conflict", "refused", "deleted"];

/** @type {Record<number, string>} */
const REFUSALS = {
  403: "You can no longer edit this story.",
  413: "The text is too long to save.",
};

/**
 * @param {Record<string, any>} answer
 * @param {number | undefined} status
 */
const wordsOf = ({ problem, problems }, status) =>
  Object.values(problems ?? {}).flat().join(" ") ||
  problem ||
  REFUSALS[status ?? 0] ||
  "The server refused to save this. Try again in a moment.";
