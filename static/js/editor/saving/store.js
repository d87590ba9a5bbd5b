// Keeps unsaved text in this browser: one record per tab, so that two tabs on one story or issue do
// not overwrite each other.

/** @import { Kept } from "../types.js" */

const KEPT = "meridian-story-";
const TAB = crypto.getRandomValues(new Uint32Array(2)).join("-");

export class Store {
  /** @param {string} story */
  constructor(story) {
    this.prefix = `${KEPT}${story}`;
    this.key = `${this.prefix}.${TAB}`;
    this.isKept = true;
  }

  /** @param {Omit<Kept, "key" | "at">} record */
  keep(record) {
    try {
      localStorage.setItem(this.key, JSON.stringify({ ...record, at: Date.now() }));
      this.isKept = true;
    } catch {
      // Storage is full or forbidden: the text is only in the open page, and the status says so.
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

  // An open tab holds its lock, so its record is not offered elsewhere.
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

/**
 * What closed tabs have kept, of any story or issue.
 * @returns {Promise<(Kept & { story: string })[]>}
 */
export async function everythingLeft() {
  const open = await openTabs();
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(KEPT) && !open.has(key))
    .map((key) => {
      const [story = ""] = key.slice(KEPT.length).split(".");
      return { key, story, ...parsed(localStorage.getItem(key)) };
    })
    .filter(({ fields }) => fields);
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
