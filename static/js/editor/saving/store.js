// What has not reached the server yet, kept in this browser: one record for each tab, so
// that two tabs on one story or issue leave each other's words alone.

/** @import { Kept } from "../types.js" */

const TAB = crypto.getRandomValues(new Uint32Array(2)).join("-");

export class Store {
  /** @param {string} story */
  constructor(story) {
    this.prefix = `meridian-story-${story}`;
    this.key = `${this.prefix}.${TAB}`;
    this.isKept = true;
  }

  /** @param {Omit<Kept, "key" | "at">} record */
  keep(record) {
    try {
      localStorage.setItem(this.key, JSON.stringify({ ...record, at: Date.now() }));
      this.isKept = true;
    } catch {
      // Full, or forbidden: then the open page is all there is, and the words say so.
      this.isKept = false;
    }
  }

  /**
   * @param {string} key
   * @param {Partial<Kept>} more
   */
  note(key, more) {
    localStorage.setItem(key, JSON.stringify({ ...parsed(localStorage.getItem(key)), ...more }));
  }

  /** @param {string} key */
  drop(key = this.key) {
    localStorage.removeItem(key);
  }

  // A tab that is open still holds its lock; what it keeps is its own affair.
  hold() {
    navigator.locks?.request(this.key, () => new Promise(() => {}));
  }

  /**
   * Newest first.
   * @returns {Promise<Kept[]>}
   */
  async left() {
    const open = await openTabs();
    return Object.keys(localStorage)
      .filter((key) => key !== this.key && this.isOurs(key) && !open.has(key))
      .map((key) => ({ key, ...parsed(localStorage.getItem(key)) }))
      .filter(({ fields }) => fields)
      .sort((one, other) => other.at - one.at);
  }

  /** @param {string} key */
  isOurs(key) {
    return key === this.prefix || key.startsWith(`${this.prefix}.`);
  }
}

async function openTabs() {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return new Set(held.map(({ name }) => name));
}

/** @param {string | null} text */
function parsed(text) {
  try {
    return JSON.parse(text ?? "{}");
  } catch {
    return {};
  }
}
