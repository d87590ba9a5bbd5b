// <meridian-latest>: the live list on another site. Its children are ordinary links, which stay
// until the list has loaded, or permanently if it is blocked.

import { hold, MOST, newStories } from "../holding.js";
import { Pace } from "../pace.js";
/** @import { Line, Row } from "./parts.js" */
import { fill, make, makeParts, makeRow, OURS } from "./parts.js";

const ATTRIBUTES = ["kind", "region", "contributor", "topic", "q", "from", "to", "number"];
const USUAL_SIZE = 8;
const PATIENCE = 15_000; // milliseconds

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLES); // inserted by the build; allowed by any page's policy

class MeridianLatest extends HTMLElement {
  static observedAttributes = ATTRIBUTES;

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

  // A different list: none of its stories count as new.
  attributeChangedCallback() {
    if (!this.isLive) return;
    this.text = "";
    this.look();
  }

  get size() {
    return Number(this.getAttribute("number")) || USUAL_SIZE;
  }

  // More lines than shown while stories wait: see holding.js.
  get requested() {
    return Math.min(this.size + this.waiting, MOST);
  }

  get address() {
    const url = new URL("/latest/lines.json", OURS);
    for (const name of ATTRIBUTES) {
      const value = this.getAttribute(name);
      if (value) url.searchParams.set(name, value);
    }
    url.searchParams.set("number", String(this.requested));
    return url.href;
  }

  // `no-cache` makes the browser revalidate its copy: usually a 304.
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
      ? hold(arrived, shown, this.size, this.requested)
      : { fresh: [], ids: arrived };
    this.show(ids);
    this.offer(fresh.length);
    this.text = text;
    if (this.parts.box.hidden) this.unveil();
  }

  // Replaces the links with the list, and keeps the focus if a link had it.
  unveil() {
    const hadFocus = this.contains(document.activeElement);
    this.parts.box.hidden = false;
    this.root.querySelector("slot")?.remove();
    if (hadFocus) this.enter();
  }

  /**
   * Unchanged nodes are left alone.
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
    place?.remove(); // the message of an empty list
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
