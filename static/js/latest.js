// The live list: it looks for news while somebody can see it, and never moves what is
// being read. New stories wait behind a button; corrected ones change in place.

import htmx from "htmx.org";
import { clearFailure, failed, showFailure } from "./failure.js";
import { begin, end } from "./progress.js";
import { say } from "./status.js";

const USUAL_WAIT = 15; // seconds
const SHORTEST_WAIT = 1;
const LONGEST_WAIT = 10 * 60;

export function startLatest() {
  const section = document.querySelector("[data-latest]");
  if (section) new Latest(section).start();
}

class Latest {
  constructor(section) {
    this.section = section;
    this.button = section.querySelector("[data-latest-new]");
    this.pause = section.querySelector("[data-latest-pause]");
    this.every = Math.max(SHORTEST_WAIT, Number(section.dataset.latest) || USUAL_WAIT);
    this.wait = this.every;
    this.title = document.title;
  }

  start() {
    this.section.addEventListener("htmx:before:swap", (event) => this.weigh(event));
    this.section.addEventListener("htmx:finally:request", (event) => this.plan(event));
    this.button.addEventListener("click", () => this.welcome());
    this.pause.addEventListener("click", () => this.turn());
    this.pause.hidden = false;
    document.addEventListener("visibilitychange", () => this.lookOrRest());
    this.schedule();
  }

  get list() {
    return this.section.querySelector("ol");
  }

  get rests() {
    return document.hidden || this.isPaused;
  }

  look() {
    htmx.trigger(this.list, "look");
  }

  schedule() {
    clearTimeout(this.timer);
    if (!this.rests) this.timer = setTimeout(() => this.look(), this.wait * 1000);
  }

  lookOrRest() {
    clearTimeout(this.timer);
    if (!this.rests) this.look();
  }

  turn() {
    this.isPaused = !this.isPaused;
    this.pause.setAttribute("aria-pressed", String(this.isPaused));
    this.lookOrRest();
  }

  plan({ detail: { ctx } }) {
    this.wait = failed(ctx) ? Math.min(this.wait * 2, LONGEST_WAIT) : this.every;
    this.schedule();
    if (failed(ctx) || ctx.isWelcome) this.onAnswer?.(ctx);
  }

  weigh(event) {
    const { ctx, tasks } = event.detail;
    if (failed(ctx)) return;
    const arrived = tasks[0].fragment.querySelector("ol");
    if (!arrived) return event.preventDefault();
    ctx.isWelcome = this.isWelcome;
    const fresh = ctx.isWelcome ? [] : hold(arrived, this.list);
    clearFailure(this.button);
    this.offer(fresh.length);
    // What has not changed is left alone, to the last node.
    if (areAlike(arrived.children, this.list.children)) event.preventDefault();
    else this.keepFocus();
  }

  offer(count) {
    const words = count === 1 ? "1 new story" : `${count} new stories`;
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

  enterList(options = { preventScroll: true }) {
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

// Takes out of what has arrived the rows that would push others down, and puts back
// those that they have pushed off the end. What is left is what may change in place.
function hold(arrived, list) {
  const isShown = (row) => list.querySelector(`#${CSS.escape(row.id)}`);
  const rows = rowsOf(arrived);
  const last = rows.findLastIndex(isShown);
  const fresh = rows.filter((row, place) => !isShown(row) && (place < last || last === -1));
  if (!fresh.length) return fresh;
  const isFull = rows.length >= rowsOf(list).length && last === rows.length - 1;
  const kept = last === -1 ? [...list.children] : isFull ? below(isShown(rows[last])) : [];
  arrived.append(...kept.map((row) => row.cloneNode(true)));
  for (const row of fresh) row.remove();
  return fresh;
}

const rowsOf = (list) => [...list.querySelectorAll("li[id]")];

function below(row) {
  const rows = rowsOf(row.parentElement);
  return rows.slice(rows.indexOf(row) + 1);
}

const areAlike = (some, others) =>
  some.length === others.length && [...some].every((row, place) => row.isEqualNode(others[place]));
