// Autosave: one request at a time, in order. Text counts as saved only once the server has
// confirmed it.

import { control } from "../../dom.js";
import { Refusal, ask, askJson, renewToken } from "../ask.js";
import { areSame, asFields, collect } from "./fields.js";
import { States } from "./states.js";
/** @import { Answer } from "../ask.js" */
/** @import { Store } from "./store.js" */
/** @import { Conflict, Digests, Fields } from "../types.js" */

/**
 * @typedef {object} Page what saving needs of the page
 * @property {DOMStringMap} addresses with the name of the editor
 * @property {(fields: Fields, others: Fields) => boolean} areAlike
 * @property {(fields: Fields) => void} write
 *
 * @typedef {{ count: number, fields: Fields, isAgain?: boolean }} Carried one request
 */

const IDLE = 3_000; // milliseconds without a change
const LONGEST = 10_000; // milliseconds from the first change
const PATIENCE = 20_000; // milliseconds to wait for a response
const FIRST_WAIT = 2_000; // milliseconds; doubled each time the server does not respond
const LONGEST_WAIT = 60_000;
const LOOK_AGAIN = 5_000; // milliseconds between checks whether somebody has signed in again
const MOST_KEPT_ALIVE = 60_000; // bytes; the limit for requests of a page that is being closed

export class Saving extends States {
  /**
   * @param {HTMLFormElement} form
   * @param {Store} store
   * @param {Page} page
   */
  constructor(form, store, { addresses, areAlike, write }) {
    super();
    this.form = form;
    this.store = store;
    this.addresses = addresses;
    this.areAlike = areAlike;
    this.write = write;
    /** @type {string | null | undefined} */
    this.editor = addresses.editor;
    /** @type {string | null} */
    this.somebody = null;
    /** @type {number | null} */
    this.since = null;
    /** @type {Promise<void> | null} */
    this.flight = null;
    this.changes = this.sent = 0;
    this.wait = FIRST_WAIT;
    this.base = collect(form);
    /** @type {Fields[]} */
    this.unanswered = [];
  }

  get isUnsent() {
    return this.changes !== this.sent || this.state === "saving";
  }

  get version() {
    return Number(control(this.form, "version").value);
  }

  /** @param {number} version */
  set version(version) {
    control(this.form, "version").value = String(version);
  }

  /**
   * A digest of each field's value in the server's last answer, by name.
   * @returns {Digests}
   */
  get beganWith() {
    return JSON.parse(control(this.form, "began_with").value);
  }

  /** @param {Digests} digests */
  set beganWith(digests) {
    control(this.form, "began_with").value = JSON.stringify(digests);
  }

  start() {
    for (const event of ["online", "focus"]) addEventListener(event, () => this.retry());
    // After signing in again in another window, saving resumes here without a click.
    setInterval(() => {
      if (this.state === "signed out") this.retry();
    }, LOOK_AGAIN);
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.send();
      else this.retry();
    });
    addEventListener("pagehide", () => this.send());
  }

  changed() {
    this.changes += 1;
    this.since ??= Date.now();
    this.keep();
    this.move("change");
    if (this.state === "unsaved") this.plan(Math.min(IDLE, this.since + LONGEST - Date.now()));
  }

  keep() {
    const { base, version, beganWith } = this;
    this.store.keep({ fields: collect(this.form), base, version, beganWith });
  }

  /** @param {number} wait */
  plan(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), Math.max(0, wait));
  }

  /**
   * Resolves when all pending saves have been answered, successfully or not.
   * @returns {Promise<void>}
   */
  send() {
    if (this.flight) return this.flight;
    if (!this.isUnsent || !this.may("send")) return Promise.resolve();
    this.flight = this.sendNow().finally(() => (this.flight = null));
    return this.flight;
  }

  // Saves everything, including text written during an earlier save.
  async flush() {
    await this.flight;
    await this.send();
    return this.state === "saved";
  }

  async sendNow() {
    clearTimeout(this.timer);
    const carried = { count: this.changes, fields: collect(this.form) };
    this.since = null;
    this.unanswered.push(carried.fields);
    this.move("send");
    try {
      await this.onAnswer(await this.post(), carried);
    } catch {
      this.lose();
    }
  }

  post() {
    const body = bodyOf(this.form);
    return ask(this.addresses.autosave ?? "", {
      method: "POST",
      body,
      keepalive: String(body).length < MOST_KEPT_ALIVE,
      signal: AbortSignal.timeout(PATIENCE),
    });
  }

  // ---- what the server says

  /**
   * @param {Response} response
   * @param {Carried} carried
   * @returns {Promise<void>}
   */
  async onAnswer(response, carried) {
    const { status } = response;
    if (status >= 500 || status === 408 || status === 429) return this.lose();
    // An expired CSRF token has nothing to do with the text.
    if (status === 400 && !carried.isAgain && (await this.renew())) {
      return this.onAnswer(await this.post(), { ...carried, isAgain: true });
    }
    const isExpected = status === 200 || status === 409;
    const answer = await response.json().catch((problem) => {
      if (isExpected) throw problem;
      return {};
    });
    if (status === 200) return this.onSaved(answer, carried);
    if (status === 409) return this.onClash(answer, carried);
    if (status === 401) return this.move("shut", { answer });
    if (status === 404 || status === 410) return this.onDeleted();
    this.onRefusal(answer, status, carried);
  }

  /**
   * @param {Answer} answer
   * @param {Carried} carried
   */
  onSaved(answer, carried) {
    this.sent = carried.count;
    this.unanswered = [];
    this.wait = FIRST_WAIT;
    this.takeOver(answer, carried);
    const isAll = this.changes === carried.count;
    if (isAll) this.store.drop();
    else this.keep();
    this.move(isAll ? "save" : "lag", { answer });
    if (!isAll) this.plan(IDLE);
  }

  /**
   * Shows fields that others have changed. If the user has edited one of them meanwhile,
   * asks the server again as a page that has not seen the change.
   * @param {Answer} answer
   * @param {Carried} carried
   */
  takeOver(answer, { fields }) {
    const now = collect(this.form);
    const merged = asFields(this.form, answer.merged ?? {});
    /** @param {string} name */
    const isUntouched = (name) => areSame(now[name], fields[name]);
    const seen = Object.entries(merged).filter(([name]) => isUntouched(name));
    const hasAll = seen.length === Object.keys(merged).length;
    const digests = Object.entries(answer.began_with).map(([name, digest]) =>
      name in merged && !isUntouched(name) ? [name, this.beganWith[name]] : [name, digest],
    );
    this.base = { ...fields, ...Object.fromEntries(seen) };
    this.beganWith = Object.fromEntries(digests);
    if (hasAll) this.version = answer.version;
    if (seen.length) this.show(Object.fromEntries(seen));
  }

  /**
   * Updates the form without counting it as the user's change.
   * @param {Fields} fields
   */
  show(fields) {
    const { changes } = this;
    this.write(fields);
    this.changes = changes;
  }

  /**
   * If an earlier answer was lost, the stored text may be our own.
   * @param {Answer} answer
   * @param {Carried} carried
   */
  onClash(answer, carried) {
    const theirs = asFields(this.form, answer.theirs);
    if (!this.unanswered.some((fields) => this.areAlike(fields, theirs))) {
      this.showMerged(answer, carried);
      return this.move("clash", { answer, theirs });
    }
    this.version = answer.version;
    this.beganWith = answer.began_with;
    this.base = theirs;
    this.unanswered = [];
    this.move("lag");
    this.plan(0);
  }

  /**
   * Asks about the fields that both people have changed.
   * @param {Answer} answer
   * @param {Carried} carried
   */
  showMerged(answer, { fields }) {
    const now = collect(this.form);
    const merged = Object.entries(asFields(this.form, answer.merged ?? {}));
    const seen = merged.filter(([name]) => areSame(now[name], fields[name]));
    if (seen.length) this.show(Object.fromEntries(seen));
  }

  // The text stays in this browser until it is saved as a new story.
  onDeleted() {
    this.keep();
    this.move("vanish");
  }

  // Resolves to the URL of the new story. Throws what fetch throws.
  async recover() {
    const body = bodyOf(this.form);
    const response = await ask(this.addresses.recovery ?? "", { method: "POST", body });
    if (!response.ok) throw new Error(`${response.status}`);
    this.store.drop();
    return response.url;
  }

  /**
   * Some fields may be invalid; the valid ones have been saved.
   * @param {Answer} answer
   * @param {number} status
   * @param {Carried} carried
   */
  onRefusal(answer, status, carried) {
    if (answer.version) this.takeOver(answer, carried);
    this.keep();
    this.move("refuse", { answer, status });
  }

  lose() {
    this.move("lose");
    this.plan(this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  // ---- going on

  // Tries at once when the network is back or somebody returns to the page.
  async retry() {
    if (this.state === "signed out" && !(await this.renew())) return;
    if (["away", "signed out"].includes(this.state)) await this.send();
  }

  // If somebody else has signed in, does not save under their name.
  async renew() {
    try {
      const { csrf_token: fresh, editor } = await askJson(this.addresses.session ?? "");
      renewToken(fresh);
      const isNews = editor !== this.somebody;
      this.somebody = editor === this.editor ? null : editor;
      if (!this.somebody) return true;
      if (isNews) this.move("shut", { somebody: editor });
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) {
        this.move("shut", { answer: error.answer });
      }
    }
    return false;
  }

  /** @param {string} editor */
  continueAs(editor) {
    this.editor = editor;
    return this.retry();
  }

  /**
   * Saves the merged text as the version after theirs.
   * @param {Conflict} conflict
   */
  merge({ version, began_with: digests, theirs }) {
    this.version = version;
    this.beganWith = digests;
    this.base = { ...this.base, ...theirs };
    this.unanswered = [];
    this.move("merge");
    this.changed();
    return this.flush();
  }
}

/** @param {HTMLFormElement} form */
function bodyOf(form) {
  const entries = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
  return new URLSearchParams(entries);
}
