// Notices above the text. They never take the focus, and stay until they are no longer so.

import { element } from "../nodes/inset.js";

const READING = 8_000; // milliseconds

export class Notices {
  constructor(root, onFocusLost) {
    this.onFocusLost = onFocusLost;
    this.place = root.querySelector("[data-notices]");
    this.live = root.querySelector("[data-announcements]");
    this.named = new Map();
  }

  say(words) {
    this.live.textContent = "";
    requestAnimationFrame(() => (this.live.textContent = words));
  }

  // For a moment: nothing has to be done about it.
  tell(words) {
    const notice = this.show(words);
    this.say(words);
    setTimeout(() => notice.remove(), READING);
  }

  show(...content) {
    const notice = element("div", "notice writing__notice");
    notice.append(...content);
    this.place.append(notice);
    return notice;
  }

  // One notice of each name; `actions` are buttons and links by their words.
  put(name, words, actions = {}) {
    this.clear(name);
    const row = element("div", "actions");
    for (const [label, action] of Object.entries(actions)) row.append(control(label, action));
    const notice = this.show(element("p", "", words), row);
    notice.dataset.notice = name;
    this.named.set(name, notice);
    this.say(words);
  }

  // Whoever has pressed something in it goes on in the text.
  clear(name) {
    const notice = this.named.get(name);
    const hadFocus = notice?.contains(document.activeElement);
    notice?.remove();
    this.named.delete(name);
    if (hadFocus) this.onFocusLost();
  }
}

function control(label, action) {
  if (typeof action === "string") return link(label, action);
  const button = element("button", "button button--quiet", label);
  button.type = "button";
  button.addEventListener("click", action);
  return button;
}

function link(label, address) {
  const made = element("a", "button button--quiet", label);
  made.href = address;
  made.target = "_blank";
  made.rel = "opener";
  return made;
}
