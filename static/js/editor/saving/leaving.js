// Nobody leaves before their words have: forms and links wait until all is saved.

import { ask } from "../ask.js";

const NO_REVISION = "The text is saved, but no revision was made. Try again.";

export function startLeaving(saving, { notices, panel, resolve }) {
  let isLeaving = false;
  let passed;

  document.addEventListener("submit", onSubmit, { capture: true });
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  document.addEventListener("text:given-up", () => (isLeaving = true));
  addEventListener("beforeunload", (event) => {
    if (saving.isUnsent && !isLeaving) event.preventDefault();
  });

  async function onSubmit(event) {
    const { target: form, submitter } = event;
    const isOwn = form.method === "post" && !form.closest("dialog");
    if (!saving.isUnsent || !isOwn || form === passed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    panel.isHeld = true;
    // Signing out asks for itself.
    if ((await saving.flush()) || form.matches("[data-sign-out]")) goOn(form, submitter);
    else resolve();
    panel.isHeld = false;
  }

  function goOn(form, submitter) {
    passed = form;
    form.requestSubmit(submitter);
    passed = null;
  }

  async function onClick(event) {
    const link = event.target.closest("a[href]");
    if (!saving.isUnsent || event.defaultPrevented || !isFollowed(link, event)) return;
    event.preventDefault();
    // Where that fails the browser asks.
    await saving.flush();
    location.assign(link.href);
  }

  async function onKey(event) {
    const isSave = event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey);
    if (!isSave || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (!event.repeat) await saveRevision();
  }

  // The form's own action, without leaving the text.
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

function isFollowed(link, event) {
  const hasKey = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  if (!link || event.button || hasKey || link.target || link.closest("[contenteditable=true]"))
    return false;
  return link.origin === location.origin && !link.getAttribute("href").startsWith("#");
}
