// <meridian-latest>: the live list on another site. Its children are ordinary links,
// which stay until the first answer, and for good where we are blocked.

import { hold, MOST, newStories } from "../holding.js";
import { Pace } from "../pace.js";
/** @import { Line, Row } from "./parts.js" */
import { fill, make, makeParts, makeRow, OURS } from "./parts.js";

const ASKED = ["kind", "region", "contributor", "topic", "q", "from", "to", "number"];
const USUAL_SIZE = 8;
const PATIENCE = 15_000; // milliseconds

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLES); // put here by the build; no page's policy forbids it

class MeridianLatest extends HTMLElement {
  static observedAttributes = ASKED;

  isLive = false;
  text = "";
  /** @type {Map<string, Line>} */
  arrived = new Map();
  /** @type {Map<string, Row>} */
  rows = new Map();

  constructor() {
    super();
    this.root = this.attachShadow({ mode: "open" });
    this.root.adoptedStyleSheets = [sheet];
    this.parts = makeParts();
    this.root.append(this.parts.box, make("slot"));
    this.waiting = 0;
    this.pace = new Pace(() => this.look());
    this.parts.fresh.addEventListener("click", () => this.welcome());
    this.parts.pause.addEventListener("click", () => {
      this.parts.pause.textContent = this.pace.turn() ? "Paused · Resume" : "Pause updates";
    });
  }

  connectedCallback() {
    this.isLive = true;
    this.pace.start();
    this.pace.lookOrRest();
  }

  disconnectedCallback() {
    this.isLive = false;
    this.pace.stop();
  }

  // Another list altogether: nothing of it is news.
  attributeChangedCallback() {
    if (!this.isLive) return;
    this.text = "";
    this.look();
  }

  get size() {
    return Number(this.getAttribute("number")) || USUAL_SIZE;
  }

  // More than is shown, while some wait: see holding.js.
  get asked() {
    return Math.min(this.size + this.waiting, MOST);
  }

  get address() {
    const url = new URL("/latest/lines.json", OURS);
    for (const name of ASKED) {
      const value = this.getAttribute(name);
      if (value) url.searchParams.set(name, value);
    }
    url.searchParams.set("number", String(this.asked));
    return url.href;
  }

  // `no-cache` lets the browser ask whether its copy is still right: most often a 304.
  async look() {
    const address = this.address;
    let text = "";
    try {
      const answer = await fetch(address, {
        cache: "no-cache",
        credentials: "omit",
        referrerPolicy: "strict-origin",
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.ok) text = await answer.text();
      if (text && address === this.address) this.take(text);
    } catch {
      text = "";
    }
    if (this.isLive) this.pace.planAfter(!text);
  }

  /** @param {string} text */
  take(text) {
    if (text === this.text) return;
    const facts = JSON.parse(text);
    /** @type {Line[]} */
    const lines = facts.lines;
    this.arrived = new Map(lines.map((line) => [line.id, line]));
    this.pace.set(facts.every);
    this.parts.box.lang = facts.language;
    fill(this.parts.heading, facts.title, facts.url);
    fill(this.parts.source, facts.magazine, facts.magazine_url);
    const [arrived, shown] = [[...this.arrived.keys()], [...this.rows.keys()]];
    const { fresh, ids } = this.text
      ? hold(arrived, shown, this.size, this.asked)
      : { fresh: [], ids: arrived };
    this.show(ids);
    this.offer(fresh.length);
    this.text = text;
    if (this.parts.box.hidden) this.unveil();
  }

  // The list takes the place of the links, and of the focus that was on one of them.
  unveil() {
    const hadFocus = this.contains(document.activeElement);
    this.parts.box.hidden = false;
    this.root.querySelector("slot")?.remove();
    if (hadFocus) this.enter();
  }

  /**
   * What has not changed is left alone, to the last node.
   * @param {string[]} ids
   */
  show(ids) {
    const had = this.root.activeElement;
    const rows = new Map(ids.map((id) => [id, this.rows.get(id) ?? makeRow()]));
    for (const [id, row] of this.rows) if (rows.get(id) !== row) row.remove();
    let place = this.parts.list.firstElementChild;
    for (const [id, row] of rows) {
      const line = this.arrived.get(id);
      if (line) row.write(line);
      if (row === place) place = row.nextElementSibling;
      else this.parts.list.insertBefore(row, place);
    }
    place?.remove(); // that there was nothing
    this.rows = rows;
    if (!rows.size) this.parts.list.append(make("li", "empty", "Nothing here yet."));
    if (had && !this.root.activeElement) this.enter({ preventScroll: true });
  }

  /** @param {number} count */
  offer(count) {
    this.waiting = count;
    const words = count ? newStories(count) : "";
    if (words && this.parts.fresh.textContent !== words) this.say(words);
    if (!count && this.root.activeElement === this.parts.fresh) this.enter({ preventScroll: true });
    this.parts.fresh.textContent = words;
    this.parts.fresh.hidden = !count;
  }

  welcome() {
    this.show([...this.arrived.keys()].slice(0, this.size));
    this.enter();
    this.offer(0);
    this.say("The list is up to date");
  }

  /** @param {FocusOptions} [options] */
  enter(options) {
    (this.parts.list.querySelector("a") ?? this.parts.heading).focus(options);
  }

  /**
   * A changed text is announced only if the region was empty a moment before.
   * @param {string} words
   */
  say(words) {
    this.parts.status.textContent = "";
    requestAnimationFrame(() => (this.parts.status.textContent = words));
  }
}

const NAME = "meridian-latest";
if (!customElements.get(NAME)) customElements.define(NAME, MeridianLatest);
