// The saved state in words, always in sight; said aloud only when something is wrong, and
// when it is right again.

const CLOCK = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" });
const TROUBLE = new Set(["away", "signed out", "conflict", "refused", "deleted"]);

export const clock = (time) => CLOCK.format(new Date(time));

export class Status {
  constructor(root, saving, say) {
    this.place = root.querySelector("[data-saved-state]");
    this.saving = saving;
    this.say = say;
  }

  start() {
    this.saving.addEventListener("state", ({ detail }) => this.show(detail));
    this.show({ before: "saved" });
  }

  show({ before, answer }) {
    const { state } = this.saving;
    if (answer?.saved_at) this.savedAt = answer.saved_at;
    this.place.textContent = this.words(state);
    this.place.dataset.savedState = state;
    this.place.classList.toggle("tools__state--trouble", TROUBLE.has(state));
    if (TROUBLE.has(state) && before === "saving" && this.announced !== state) this.announce(state);
    if (state === "saved" && this.announced) this.announce(null);
  }

  announce(state) {
    this.announced = state;
    this.say(this.place.textContent);
  }

  words(state) {
    const kept = this.saving.store.isKept ? "kept in this browser" : "keep this page open";
    return {
      saved: this.savedAt ? `Saved ${clock(this.savedAt)}` : "Saved",
      unsaved: "Not saved yet",
      saving: "Saving …",
      away: `Offline — ${kept}`,
      "signed out": `Signed out — ${kept}`,
      conflict: `Changed by somebody else — ${kept}`,
      refused: `Not all saved — ${kept}`,
      deleted: `Story deleted — ${kept}`,
    }[state];
  }
}
