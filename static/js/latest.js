// The live list: polls for new stories while it is visible, and never moves what is being read. New
// stories wait behind a button; corrected ones change in place.

import htmx from "htmx.org";
import { one } from "./dom.js";
import { clearFailure, failed, showFailure } from "./failure.js";
import { hold, MOST, newStories } from "./holding.js";
import { Pace } from "./pace.js";
import { begin, end } from "./progress.js";
import { say } from "./status.js";
import { tellUpdates } from "./updated.js";

export function startLatest() {
  const section = document.querySelector("[data-latest]");
  if (section) new Latest(section).start();
}

class Latest {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.section = section;
    this.button = one(section, "[data-latest-new]");
    this.pause = one(section, "[data-latest-pause]");
    this.isWelcome = false;
    this.pace = new Pace(() => this.look());
    this.pace.set(section.dataset.latest);
    this.size = numberIn(this.list.dataset.hxGet);
    this.waiting = 0;
    this.title = document.title;
  }

  start() {
    this.section.addEventListener("htmx:config:request", (event) => this.ask(event));
    this.section.addEventListener("htmx:before:swap", (event) => this.weigh(event));
    this.section.addEventListener("htmx:finally:request", (event) => this.plan(event));
    this.button.addEventListener("click", () => this.welcome());
    this.pause.addEventListener("click", () => this.turn());
    this.pause.hidden = false;
    this.pace.start();
  }

  get list() {
    return one(this.section, "ol", HTMLOListElement);
  }

  /**
   * More lines than shown while stories wait: see holding.js.
   * @param {CustomEvent} options
   */
  ask({ detail: { ctx } }) {
    const url = new URL(ctx.request.action, location.href);
    const waiting = this.isWelcome ? 0 : this.waiting;
    url.searchParams.set("number", String(Math.min(this.size + waiting, MOST)));
    ctx.request.action = url.pathname + url.search;
  }

  look() {
    htmx.trigger(this.list, "look");
  }

  turn() {
    this.pause.textContent = this.pace.turn() ? "Paused · Resume" : "Pause updates";
  }

  /** @param {CustomEvent} options */
  plan({ detail: { ctx } }) {
    this.pace.planAfter(failed(ctx));
    if (failed(ctx) || ctx.isWelcome) this.onAnswer?.(ctx);
  }

  /** @param {CustomEvent} event */
  weigh(event) {
    const { ctx, tasks } = event.detail;
    if (failed(ctx)) return;
    const arrived = tasks[0].fragment.querySelector("ol");
    if (!arrived) return event.preventDefault();
    ctx.isWelcome = this.isWelcome;
    clearFailure(this.button);
    arrived.dataset.hxGet = this.list.dataset.hxGet;
    markCurrent(arrived);
    tellUpdates(arrived);
    const requested = numberIn(ctx.request.action);
    this.offer(ctx.isWelcome ? 0 : holdBack(arrived, this.list, this.size, requested));
    // Unchanged nodes are left alone.
    if (areAlike(arrived.children, this.list.children)) event.preventDefault();
    else this.keepFocus();
  }

  /** @param {number} count */
  offer(count) {
    this.waiting = count;
    const words = newStories(count);
    if (count && this.button.textContent !== words) say(words);
    if (!count && this.button === document.activeElement) this.enterList();
    this.button.textContent = count ? words : "";
    this.button.hidden = !count;
    document.title = count ? `(${count}) ${this.title}` : this.title;
  }

  keepFocus() {
    if (!this.list.contains(document.activeElement)) return;
    const look = () => document.activeElement === document.body && this.enterList();
    this.section.addEventListener("htmx:after:swap", look, { once: true });
  }

  enterList(/** @type {FocusOptions} */ options = { preventScroll: true }) {
    this.list.querySelector("a")?.focus(options);
  }

  async welcome() {
    if (this.isWelcome) return;
    clearFailure(this.button);
    this.isWelcome = true;
    begin(this.button);
    const ctx = await this.answer();
    end(this.button);
    this.isWelcome = false;
    if (failed(ctx)) return showFailure(this.button, () => this.welcome());
    say("The list is up to date");
    this.enterList({});
  }

  answer() {
    return new Promise((resolve) => {
      this.onAnswer = resolve;
      this.look();
    });
  }
}

/**
 * Keeps the rows that can be shown at once; announces how many wait.
 * @param {HTMLElement} arrived
 * @param {HTMLElement} list
 * @param {number} size
 * @param {number} requested
 */
function holdBack(arrived, list, size, requested) {
  const [coming, shown] = [rowsOf(arrived), rowsOf(list)];
  const { fresh, ids } = hold([...coming.keys()], [...shown.keys()], size, requested);
  const rows = ids.map((id) => coming.get(id) ?? copyOf(one(list, `#${CSS.escape(id)}`)));
  // An empty list keeps its message.
  if (coming.size) arrived.replaceChildren(...(rows.length ? rows : copyOf(list).children));
  return fresh.length;
}

/** @param {HTMLElement} element */
const copyOf = (element) => /** @type {HTMLElement} */ (element.cloneNode(true));

/**
 * All pages get the same list: marks the stories that this page shows.
 *
 * @param {HTMLElement} list
 */
function markCurrent(list) {
  for (const link of list.querySelectorAll(".latest__headline")) {
    if (link.getAttribute("href") !== location.pathname) continue;
    link.setAttribute("aria-current", "page");
  }
}


/** @param {string} [address] */
const numberIn = (address = "") =>
  Number(new URL(address, location.href).searchParams.get("number"));

/** @param {HTMLElement} list */
const rowsOf = (list) => new Map([...list.querySelectorAll("li[id]")].map((row) => [row.id, row]));

/**
 * @param {HTMLCollection} some
 * @param {HTMLCollection} others
 */
const areAlike = (some, others) =>
  some.length === others.length && [...some].every((row, place) => row.isEqualNode(others[place]));
