// What the writer is told, and can do, when a text could not be saved.

import { Merging } from "../merging/merging.js";
import { labelOf } from "./fields.js";
import { clock } from "./status.js";

export class Trouble {
  constructor(story) {
    this.story = story;
    this.merging = new Merging(story);
  }

  start() {
    this.story.saving.addEventListener("state", ({ detail }) => this.onState(detail));
  }

  onState(detail) {
    const { saving, notices } = this.story;
    if (detail.answer?.merged) this.onMerged(detail.answer);
    if (saving.state === "saving" || saving.state === "unsaved") return;
    for (const name of Object.keys(HANDLERS)) {
      if (name !== saving.state) notices.clear(name);
    }
    if (detail.before === saving.state && !detail.somebody) return;
    this[HANDLERS[saving.state]]?.(detail);
  }

  // Where nothing goes on by itself: shown to whoever wanted to save or to leave.
  resolve() {
    const { saving, notices } = this.story;
    if (saving.state === "conflict") this.openMerging();
    else if (saving.state === "deleted") this.onDeleted();
    else notices.tell("This could not be saved yet. The text is kept.");
  }

  onSignedOut({ answer, somebody }) {
    const { saving, notices } = this.story;
    if (somebody) return this.onSomebodyElse(somebody);
    this.address = answer?.sign_in_url ?? this.address ?? location.href;
    notices.put("signed out", "Your session has ended. The text stays here, and in this browser.", {
      "Sign in in a new tab": this.address,
      "Try again": () => saving.retry(),
    });
  }

  onSomebodyElse(name) {
    const { saving, notices } = this.story;
    notices.put("signed out", `In this browser ${name} is signed in now. Nothing was saved.`, {
      [`Save as ${name}`]: () => saving.continueAs(name),
    });
  }

  onMerged({ merged, merged_from: name }) {
    const { saving, notices } = this.story;
    const labels = Object.keys(merged).map((field) => labelOf(saving.form, field));
    notices.tell(`${name} changed this meanwhile: ${labels.join(", ")}. It is shown here now.`);
  }

  onConflict({ answer, theirs }) {
    const { notices } = this.story;
    const at = answer.saved_at ? ` at ${clock(answer.saved_at)}` : "";
    const words = `${answer.editor} saved this story${at} while you were writing.`;
    this.conflict = { ...answer, words, theirs };
    notices.put("conflict", `${words} Both texts are safe.`, {
      "Compare and merge": () => this.openMerging(),
    });
  }

  openMerging() {
    this.merging.open(this.conflict);
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

  onRefused({ answer, status }) {
    const { saving, notices } = this.story;
    notices.put("refused", wordsOf(answer, status), { "Try again": () => saving.send() });
  }
}

const HANDLERS = {
  "signed out": "onSignedOut",
  conflict: "onConflict",
  refused: "onRefused",
  deleted: "onDeleted",
};

const REFUSALS = {
  403: "You may not write in this story any more.",
  413: "The text is too long to be saved.",
};

const wordsOf = ({ problem, problems }, status) =>
  Object.values(problems ?? {}).flat().join(" ") ||
  problem ||
  REFUSALS[status] ||
  "The server did not take this. Try again in a moment.";
