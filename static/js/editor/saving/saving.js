// Autosave: one request at a time, in order; nothing counts as saved before the server
// has said so.

import { ask, askJson, renewToken } from "../ask.js";
import { asFields, collect } from "./fields.js";
import { States } from "./states.js";

const IDLE = 3_000; // milliseconds without a change
const LONGEST = 10_000; // milliseconds from the first change
const PATIENCE = 20_000; // milliseconds for an answer
const FIRST_WAIT = 2_000; // milliseconds; doubled each time the server is away
const LONGEST_WAIT = 60_000;
const MOST_KEPT_ALIVE = 60_000; // bytes; what a page that is left may still send

export class Saving extends States {
  constructor(form, store, { addresses, areAlike }) {
    super();
    this.form = form;
    this.store = store;
    this.addresses = addresses;
    this.areAlike = areAlike;
    this.editor = addresses.editor;
    this.changes = this.sent = 0;
    this.wait = FIRST_WAIT;
    this.base = collect(form);
    this.unanswered = [];
  }

  get isUnsent() {
    return this.changes !== this.sent || this.state === "saving";
  }

  get version() {
    return Number(this.form.elements.version.value);
  }

  set version(version) {
    this.form.elements.version.value = version;
  }

  start() {
    addEventListener("online", () => this.retry());
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
    this.store.keep({ fields: collect(this.form), base: this.base, version: this.version });
  }

  plan(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), Math.max(0, wait));
  }

  // Resolves when what there was to send has been answered, however that went.
  send() {
    if (this.flight) return this.flight;
    if (!this.isUnsent || !this.may("send")) return Promise.resolve();
    this.flight = this.sendNow().finally(() => (this.flight = null));
    return this.flight;
  }

  // All there is, even what was written while an earlier part was under way.
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
    const body = new URLSearchParams(new FormData(this.form));
    return ask(this.addresses.autosave, {
      method: "POST",
      body,
      keepalive: String(body).length < MOST_KEPT_ALIVE,
      signal: AbortSignal.timeout(PATIENCE),
    });
  }

  // ---- what the server says

  async onAnswer(response, carried) {
    const { status } = response;
    if (status >= 500 || status === 408 || status === 429) return this.lose();
    // A token that is too old is no fault of the text.
    if (status === 400 && !carried.isAgain && (await this.renew())) {
      return this.onAnswer(await this.post(), { ...carried, isAgain: true });
    }
    const isExpected = status === 200 || status === 409;
    const answer = await response.json().catch((problem) => {
      if (isExpected) throw problem;
      return {};
    });
    if (status === 200) return this.onSaved(answer, carried);
    if (status === 409) return this.onClash(answer);
    if (status === 401) return this.move("shut", { answer });
    this.onRefusal(answer, status);
  }

  onSaved(answer, { count, fields }) {
    this.sent = count;
    this.version = answer.version;
    this.base = fields;
    this.unanswered = [];
    this.wait = FIRST_WAIT;
    const isAll = this.changes === count;
    if (isAll) this.store.drop();
    else this.keep();
    this.move(isAll ? "save" : "lag", { answer });
    if (!isAll) this.plan(IDLE);
  }

  // An answer of an earlier time may have been lost: then what is there is our own.
  onClash(answer) {
    const theirs = asFields(this.form, answer.theirs);
    if (!this.unanswered.some((fields) => this.areAlike(fields, theirs))) {
      return this.move("clash", { answer, theirs });
    }
    this.version = answer.version;
    this.base = theirs;
    this.unanswered = [];
    this.move("lag");
    this.plan(0);
  }

  // What is right may have been saved, beside something that is not.
  onRefusal(answer, status) {
    if (answer.version) this.version = answer.version;
    this.keep();
    this.move("refuse", { answer, status });
  }

  lose() {
    this.move("lose");
    this.plan(this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  // ---- going on

  // At once, as soon as there is hope: the network is back, or the writer is.
  async retry() {
    if (this.state === "signed out" && !(await this.renew())) return;
    if (["away", "signed out"].includes(this.state)) await this.send();
  }

  // Somebody else's session is no reason to save under their name.
  async renew() {
    try {
      const { csrf_token: fresh, editor } = await askJson(this.addresses.session);
      renewToken(fresh);
      if (editor === this.editor) return true;
      this.move("shut", { somebody: editor });
    } catch ({ status, answer }) {
      if (status === 401) this.move("shut", { answer });
    }
    return false;
  }

  continueAs(editor) {
    this.editor = editor;
    return this.retry();
  }

  // The merged text is written after theirs, knowing theirs.
  merge(version, theirs) {
    this.version = version;
    this.base = { ...this.base, ...theirs };
    this.unanswered = [];
    this.move("merge");
    this.changed();
    return this.flush();
  }
}
