// What a reader sees when the server does not answer: a message and a way to retry.

/**
 * @param {HTMLElement} control
 * @param {() => void} retry
 */
export function showFailure(control, retry) {
  clearFailure(control);
  const note = document.createElement("span");
  note.className = "failure";
  const said = document.createElement("span");
  said.setAttribute("role", "alert");
  said.textContent = "This did not load. ";
  const again = document.createElement("button");
  again.type = "button";
  again.className = "failure__retry";
  again.textContent = "Try again";
  again.addEventListener("click", retry);
  note.append(said, again);
  control.after(note);
}

/** @param {HTMLElement} control */
export function clearFailure(control) {
  const note = control.nextElementSibling;
  if (!note?.matches(".failure")) return;
  const hadFocus = note.contains(document.activeElement);
  note.remove();
  if (hadFocus) control.focus();
}

/**
 * An answer may also break off half-way: then there is a response, and an error.
 * @param {{ response?: { status: number }, status?: string }} options
 */
export const failed = ({ response, status }) =>
  !response || response.status >= 400 || Boolean(status?.startsWith("error"));
