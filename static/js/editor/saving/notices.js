// Notices above the text. They never take the focus, and stay as long as they apply.

import { element, one } from "../../dom.js";
/** @import { Actions } from "../types.js" */

const READING = 8_000; // milliseconds

export class Notices {
  /**
   * @param {HTMLElement} root
   * @param {() => void} onFocusLost
   */
  constructor(root, onFocusLost) {
    this.onFocusLost = onFocusLost;
    this.place = one(root, "[data-notices]");
    this.live = one(root, "[data-announcements]");
    /** @type {Map<string, HTMLElement>} */
    this.named = new Map();
  }

  /** @param {string} words */
  say(words) {
    this.live.textContent = "";
    requestAnimationFrame(() => (this.live.textContent = words));
  }

  /**
   * Shows a message for a moment; it needs no action.
   * @param {string} words
   */
  tell(words) {
    const notice = this.show(words);
    this.say(words);
    setTimeout(() => notice.remove(), READING);
  }

  /** @param {...(string | Node)} content */
  show(...content) {
    const notice = element("div", "notice writing__notice");
    notice.append(...content);
    this.place.append(notice);
    return notice;
  }

  /**
   * One notice per name; `actions` are buttons and links by label.
   * @param {string} name
   * @param {string} words
   * @param {Actions} [actions]
   */
  put(name, words, actions = {}) {
    this.clear(name);
    const row = element("div", "actions");
    for (const [label, action] of Object.entries(actions)) row.append(control(label, action));
    const notice = this.show(element("p", "", words), row);
    notice.dataset.notice = name;
    this.named.set(name, notice);
    this.say(words);
  }

  /**
   * After a button was pressed, the focus returns to the text.
   * @param {string} name
   */
  clear(name) {
    const notice = this.named.get(name);
    const hadFocus = notice?.contains(document.activeElement);
    notice?.remove();
    this.named.delete(name);
    if (hadFocus) this.onFocusLost();
  }
}

/**
 * @param {string} label
 * @param {string | (() => unknown)} action
 */
function control(label, action) {
  if (typeof action === "string") return link(label, action);
  const button = element("button", "button button--quiet", label);
  button.type = "button";
  button.addEventListener("click", action);
  return button;
}

/**
 * @param {string} label
 * @param {string} address
 */
function link(label, address) {
  const made = element("a", "button button--quiet", label);
  made.href = address;
  made.target = "_blank";
  made.rel = "opener";
  return made;
}
