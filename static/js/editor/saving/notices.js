// Notices above the text. They never take the focus, and stay until they are no longer so.

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
   * For a moment: nothing has to be done about it.
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
   * One notice of each name; `actions` are buttons and links by their words.
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
   * Whoever has pressed something in it goes on in the text.
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
