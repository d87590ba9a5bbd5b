// Uploads several pictures, dropped anywhere on the page or chosen. Each has its own request, so an
// error in one does not affect the others.

import htmx from "htmx.org";
import { all, control, one } from "../dom.js";
import { UploadLine } from "./upload-line.js";
/** @import { Answer } from "../editor/ask.js" */

const AT_ONCE = 2;
/** @type {Record<number, string>} */
const WORDS = {
  0: "The server could not be reached. Try again.",
  400: "This page has been open for too long. Try again.",
  401: "You have been signed out. Sign in again in another tab, then try again.",
  403: "Your role does not allow this.",
  413: "This file is larger than 30 MB: make the picture smaller, then upload it.",
};
/**
 * @param {number} count
 * @param {string} single
 * @param {string} many
 */
const plural = (count, single, many) => `${count} ${count === 1 ? single : many}`;
const token = () => one(document, "meta[name=csrf-token]", HTMLMetaElement);

export function startUploading() {
  const [form] = all(document, "form[data-upload]", HTMLFormElement);
  if (form) new Uploads(form);
}

class Uploads {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.input = control(form, "file");
    this.list = one(form, "[data-uploads]");
    this.end = one(form, "[data-uploads-end]");
    this.status = one(form, "[data-uploads-status]");
    this.words = one(form, "[data-uploads-words]", HTMLAnchorElement);
    /** @type {UploadLine[]} */
    this.lines = [];
    one(form, "[type=submit]").hidden = true;
    one(form, "[data-drop-hint]").hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    this.input.addEventListener("change", () => this.take(this.input.files ?? []));
    this.watchDrops();
    addEventListener("beforeunload", (event) => this.isBusy && event.preventDefault());
  }

  get isBusy() {
    return this.lines.some(({ state }) => state === "uploading" || state === "waiting");
  }

  // Browsers also fire these events when the pointer moves between elements of the page.
  watchDrops() {
    const body = document.body;
    /** @param {DragEvent} options */
    const bringsFiles = ({ dataTransfer }) => dataTransfer?.types.includes("Files");
    let depth = 0;
    /** @param {(depth: number) => number} change */
    const move = (change) => (/** @type {DragEvent} */ event) => {
      if (!bringsFiles(event)) return;
      event.preventDefault();
      depth = change(depth);
      body.classList.toggle("desk--over", depth > 0);
    };
    document.addEventListener("dragenter", move((level) => level + 1));
    document.addEventListener("dragleave", move((level) => level - 1));
    document.addEventListener("dragover", (event) => bringsFiles(event) && event.preventDefault());
    document.addEventListener("drop", (event) => {
      const files = [...(event.dataTransfer?.files ?? [])];
      move(() => 0)(event);
      this.take(files);
    });
  }

  /** @param {Iterable<File>} files */
  take(files) {
    const lines = [...files].map((file) => new UploadLine(file));
    if (!lines.length) return;
    this.lines.push(...lines);
    this.list.append(...lines.map(({ dom }) => dom));
    this.list.hidden = this.end.hidden = false;
    for (const line of lines) this.queue(line);
    this.input.value = "";
  }

  /** @param {UploadLine} line */
  queue(line) {
    if (line.file.size > Number(this.form.dataset.mostBytes)) {
      line.fail(WORDS[413], () => this.dismiss(line));
    } else {
      line.wait(() => this.cancel(line));
    }
    this.goOn();
  }

  /** @param {UploadLine} line */
  cancel(line) {
    line.request?.abort();
    line.cancel(() => this.queue(line));
    this.goOn();
  }

  goOn() {
    /** @param {string} state */
    const count = (state) => this.lines.filter((line) => line.state === state).length;
    const next = this.lines.find(({ state }) => state === "waiting");
    if (next && count("uploading") < AT_ONCE) {
      this.send(next);
      this.goOn();
    }
    this.say(count("done"), count("failed"));
  }

  /**
   * @param {number} done
   * @param {number} failed
   */
  say(done, failed) {
    const parts = [`${done} of ${plural(this.lines.length, "picture", "pictures")} uploaded`];
    if (failed) parts.push(`${failed} failed`);
    this.status.textContent = `${parts.join(", ")}${this.isBusy ? " …" : "."}`;
    const ids = [...new Set(this.lines.flatMap(({ id }) => id ?? []))];
    this.words.hidden = this.isBusy || !ids.length;
    this.words.href = `${this.form.dataset.arrivals}?ids=${ids.join(",")}`;
    this.words.textContent = `Add details to ${plural(ids.length, "picture", "pictures")}`;
  }

  /**
   * @param {UploadLine} line
   * @param {Record<string, string>} [more]
   */
  send(line, more = {}) {
    const request = new XMLHttpRequest();
    line.request = request;
    line.begin(() => this.cancel(line));
    request.upload.addEventListener("progress", ({ loaded, total }) =>
      line.progress(loaded / total),
    );
    request.addEventListener("load", () => this.settle(line, request));
    request.addEventListener("error", () => this.fail(line, WORDS[0]));
    request.open("POST", this.form.action);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", token().content);
    request.send(formOf({ file: line.file, ...more }));
  }

  /**
   * @param {UploadLine} line
   * @param {XMLHttpRequest} request
   */
  settle(line, { status, responseText }) {
    const answer = parsed(responseText);
    if (status < 300 && answer.id) {
      line.succeed(answer, () => this.send(line, { again: "yes" }));
      this.goOn();
      this.showLibrary();
    } else {
      this.fail(line, answer.problem ?? WORDS[status] ?? WORDS[0], mayHelp(status));
    }
  }

  /**
   * @param {UploadLine} line
   * @param {string} problem
   * @param {boolean} [canRetry]
   */
  fail(line, problem, canRetry = true) {
    const retry = async () => {
      await this.renewToken();
      this.queue(line);
    };
    line.fail(problem, () => this.dismiss(line), canRetry ? retry : undefined);
    this.goOn();
  }

  /** @param {UploadLine} line */
  dismiss(line) {
    line.dom.remove();
    this.lines = this.lines.filter((other) => other !== line);
    this.list.hidden = this.end.hidden = !this.lines.length;
    this.goOn();
    this.input.focus();
  }

  // After signing in again in another tab, there is a new token.
  async renewToken() {
    const answer = await fetch(this.form.dataset.session ?? "").catch(() => null);
    if (!answer?.ok) return;
    token().content = (await answer.json()).csrf_token;
  }

  showLibrary() {
    if (this.isBusy) return;
    htmx.ajax("GET", location.href, { target: "#pictures", select: "#pictures", swap: "outerHTML" });
  }
}

/**
 * Whether trying again can help: an invalid file stays invalid.
 *
 * @param {number} status
 */
const mayHelp = (status) => status >= 500 || [0, 400, 401, 408, 429].includes(status);

/** @param {Record<string, string | File>} fields */
function formOf(fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

/**
 * @param {string} text
 * @returns {Answer}
 */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
