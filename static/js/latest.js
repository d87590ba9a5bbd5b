// The live list: it looks for news while somebody can see it, and never moves what is
// being read. New stories wait behind a button; corrected ones change in place.

import htmx from "htmx.org";
import { failed } from "./failure.js";
import { say } from "./status.js";

const LONGEST_WAIT = 10 * 60;

export function startLatest() {
  const section = document.querySelector("[data-latest]");
  if (section) new Latest(section).start();
}

class Latest {
  constructor(section) {
    this.section = section;
    this.button = section.querySelector("[data-latest-new]");
    this.every = Number(section.dataset.latest);
    this.wait = this.every;
    this.title = document.title;
    this.isWelcome = false;
  }

  start() {
    this.section.addEventListener("htmx:before:swap", (event) => this.weigh(event));
    this.section.addEventListener("htmx:finally:request", (event) => this.plan(event));
    this.button.addEventListener("click", () => this.welcome());
    document.addEventListener("visibilitychange", () => this.onVisibility());
    this.schedule();
  }

  get list() {
    return this.section.querySelector("ol");
  }

  look() {
    if (!document.hidden) htmx.trigger(this.list, "look");
  }

  schedule() {
    clearTimeout(this.timer);
    if (!document.hidden) this.timer = setTimeout(() => this.look(), this.wait * 1000);
  }

  onVisibility() {
    clearTimeout(this.timer);
    if (!document.hidden) this.look();
  }

  plan({ detail: { ctx } }) {
    this.wait = failed(ctx) ? Math.min(this.wait * 2, LONGEST_WAIT) : this.every;
    this.schedule();
  }

  // New rows would push the others down, so they wait to be asked for.
  weigh(event) {
    const { ctx } = event.detail;
    if (failed(ctx) || this.isWelcome) return;
    const fresh = this.fresh(ctx.text);
    this.offer(fresh);
    if (fresh) event.preventDefault();
  }

  fresh(text) {
    const arrived = new DOMParser().parseFromString(text, "text/html");
    const rows = [...arrived.querySelectorAll("li[id]")];
    const known = rows.findIndex((row) => document.getElementById(row.id));
    return known === -1 ? rows.length : known;
  }

  offer(count) {
    const words = count === 1 ? "1 new story" : `${count} new stories`;
    if (count && this.button.textContent !== words) say(words);
    this.button.hidden = !count;
    this.button.textContent = words;
    document.title = count ? `(${count}) ${this.title}` : this.title;
  }

  async welcome() {
    this.isWelcome = true;
    const arrived = new Promise((resolve) =>
      this.section.addEventListener("htmx:finally:request", resolve, { once: true }),
    );
    this.look();
    const { detail } = await arrived;
    this.isWelcome = false;
    if (failed(detail.ctx)) return;
    this.offer(0);
    say("The list is up to date");
    this.list.querySelector("a")?.focus();
  }
}
