// One file being uploaded: its name, progress and buttons.

import { element } from "../dom.js";
/** @import { Answer } from "../editor/ask.js" */

const KNOWN = "This file is already in the library.";

export class UploadLine {
  /** @type {XMLHttpRequest | undefined} */
  request = undefined;
  /** @type {string | undefined} */
  id = undefined;
  // Not yet "waiting": it would be sent while the ones before it are queued, then again.
  state = "new";

  /** @param {File} file */
  constructor(file) {
    this.file = file;
    this.dom = element("li", "uploads__line");
    /** @type {HTMLElement} */
    this.name = element("span", "uploads__name", file.name);
    this.actions = element("span", "uploads__actions");
    this.report = element("span", "uploads__state");
    this.bar = element("progress", "uploads__progress");
    this.bar.max = 1;
    this.bar.setAttribute("aria-label", `Uploading ${file.name}`);
    this.dom.append(this.name, this.report, this.actions);
  }

  /** @param {() => void} cancel */
  wait(cancel) {
    this.settle("waiting", "Waiting", { Cancel: cancel });
  }

  /** @param {() => void} cancel */
  begin(cancel) {
    this.settle("uploading", "", { Cancel: cancel });
    this.report.replaceWith(this.bar);
    this.bar.value = 0;
  }

  /** @param {number} share */
  progress(share) {
    this.bar.value = share;
    if (share < 1) return;
    this.report.textContent = "Processing …";
    this.bar.replaceWith(this.report);
  }

  /**
   * @param {Answer} answer
   * @param {() => void} again
   */
  succeed({ id, page_url: address, is_known: isKnown }, again) {
    this.id = id;
    this.settle("done", isKnown ? KNOWN : "Uploaded", {
      ...(isKnown && { "Upload again": again }),
    });
    const link = element("a", "uploads__name", this.file.name);
    link.href = address;
    this.name.replaceWith(link);
    this.name = link;
  }

  /**
   * @param {string} problem
   * @param {() => void} dismiss
   * @param {() => void} [retry] where another try can end otherwise
   */
  fail(problem, dismiss, retry) {
    this.settle("failed", problem, { ...(retry && { "Try again": retry }), Dismiss: dismiss });
  }

  /** @param {() => void} retry */
  cancel(retry) {
    this.settle("cancelled", "Cancelled", { "Upload again": retry });
  }

  /**
   * @param {string} state
   * @param {string} words
   * @param {Record<string, () => void>} actions
   */
  settle(state, words, actions) {
    const hadFocus = this.actions.contains(document.activeElement);
    this.state = state;
    this.dom.className = `uploads__line uploads__line--${state}`;
    this.report.textContent = words;
    this.bar.replaceWith(this.report);
    const buttons = Object.entries(actions).map((action) => this.button(...action));
    this.actions.replaceChildren(...buttons);
    if (hadFocus) (this.actions.querySelector("button") ?? this.name).focus();
  }

  /**
   * @param {string} words
   * @param {() => void} action
   */
  button(words, action) {
    const made = element("button", "button button--plain", words);
    made.type = "button";
    made.setAttribute("aria-label", `${words}: ${this.file.name}`);
    made.addEventListener("click", action);
    return made;
  }
}
