// Shows readers a message with a retry button when the server does not respond.

/**
 * @param {HTMLElement} control
 * @param {() => void} retry
 */
export function showFailure(control, retry) {
  clearFailure(control);
  const note = document.createElement("span");
  note.className = "failure";
  const message = document.createElement("span");
  message.setAttribute("role", "alert");
  message.textContent = "This did not load. ";
  const again = document.createElement("button");
  again.type = "button";
  again.className = "failure__retry";
  again.textContent = "Try again";
  again.addEventListener("click", retry);
  note.append(message, again);
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
 * A response can break off: then there is both a response and an error.
 * @param {{ response?: { status: number }, status?: string }} options
 */
export const failed = ({ response, status }) =>
  !response || response.status >= 400 || Boolean(status?.startsWith("error"));
