// Shows that a request is running. Does not use `disabled`, which would drop the focus.

const PATIENCE = 400; // milliseconds; a quick response needs no announcement

/** @param {HTMLElement} control */
export const isBusy = (control) => control.getAttribute("aria-busy") === "true";

/** @param {HTMLElement} control */
export function begin(control) {
  control.setAttribute("aria-busy", "true");
  setTimeout(() => isBusy(control) && control.append(note()), PATIENCE);
}

/** @param {HTMLElement} control */
export function end(control) {
  control.removeAttribute("aria-busy");
  control.querySelector(".progress")?.remove();
}

function note() {
  const words = document.createElement("span");
  words.className = "progress";
  words.setAttribute("aria-hidden", "true");
  words.textContent = " – loading …";
  return words;
}
