// Saves before a form is submitted or a link is followed.

import { around } from "../../dom.js";
import { ask } from "../ask.js";
/** @import { Notices } from "./notices.js" */
/** @import { Panel } from "./panel.js" */
/** @import { Saving } from "./saving.js" */

const NO_REVISION = "The text is saved, but no revision was made. Try again.";

/**
 * @param {Saving} saving
 * @param {{ notices: Notices, panel: Panel, resolve: () => void }} others
 */
export function startLeaving(saving, { notices, panel, resolve }) {
  let isLeaving = false;
  /** @type {HTMLFormElement | null} */
  let passed = null;

  document.addEventListener("submit", onSubmit, { capture: true });
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  document.addEventListener("text:given-up", () => (isLeaving = true));
  addEventListener("beforeunload", (event) => {
    if (saving.isUnsent && !isLeaving) event.preventDefault();
  });

  /** @param {SubmitEvent} event */
  async function onSubmit(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const isOwn = form.method === "post" && !form.closest("dialog");
    if (!saving.isUnsent || !isOwn || form === passed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    panel.isHeld = true;
    // Signing out has its own dialog.
    if ((await saving.flush()) || form.matches("[data-sign-out]")) goOn(form, event.submitter);
    else resolve();
    panel.isHeld = false;
  }

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLElement | null} submitter
   */
  function goOn(form, submitter) {
    passed = form;
    form.requestSubmit(submitter);
    passed = null;
  }

  /** @param {MouseEvent} event */
  async function onClick(event) {
    const link = around(event, "a[href]", HTMLAnchorElement);
    if (!saving.isUnsent || event.defaultPrevented || !link || !isFollowed(link, event)) return;
    event.preventDefault();
    // If this fails, the browser asks before leaving.
    await saving.flush();
    location.assign(link.href);
  }

  /** @param {KeyboardEvent} event */
  async function onKey(event) {
    const isSave = event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey);
    if (!isSave || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (!event.repeat) await saveRevision();
  }

  // Submits the form without leaving the page.
  async function saveRevision() {
    if (!(await saving.flush())) return resolve();
    const { form } = saving;
    const response = await ask(form.action, { method: "POST", body: new FormData(form) }).catch(
      () => null,
    );
    if (!response?.ok) return notices.tell(NO_REVISION);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    panel.show(page.querySelector("#story-panel")?.outerHTML);
    notices.tell("Saved as a revision.");
  }
}

/**
 * @param {HTMLAnchorElement} link
 * @param {MouseEvent} event
 */
function isFollowed(link, event) {
  const hasKey = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  if (event.button || hasKey || link.target || link.closest("[contenteditable=true]"))
    return false;
  return link.origin === location.origin && !link.getAttribute("href")?.startsWith("#");
}
