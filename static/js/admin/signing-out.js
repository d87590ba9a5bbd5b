// Signing out clears the text kept in this browser. If some of it was never saved, asks first.

import { all } from "../dom.js";

const KEPT = "meridian-story-";

export function startSigningOut() {
  for (const form of all(document, "form[data-sign-out]", HTMLFormElement)) {
    form.addEventListener("submit", (event) => askFirst(event, form));
  }
}

const isTextKept = () => Object.keys(localStorage).some((key) => key.startsWith(KEPT));

/**
 * @param {Event} event
 * @param {HTMLFormElement} form
 */
function askFirst(event, form) {
  if (!isTextKept()) return;
  event.preventDefault();
  const dialog = makeDialog();
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue !== "leave") return;
    document.dispatchEvent(new Event("text:given-up"));
    form.submit();
  });
  dialog.showModal();
}

function makeDialog() {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog dialog__stack";
  dialog.setAttribute("aria-labelledby", "signing-out-title");
  dialog.innerHTML = `
    <h2 class="dialog__title" id="signing-out-title">Some text was never saved</h2>
    <p>It is kept in this browser only. Open the story or issue to save it.</p>
    <form class="actions" method="dialog">
      <button class="button button--primary" value="stay">Stay signed in</button>
      <button class="button button--danger" value="leave">Discard it and sign out</button>
    </form>`;
  return dialog;
}
