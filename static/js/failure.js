// What a reader sees when the server does not answer: a message and a way to retry.

export function showFailure(control, message, retry) {
  clearFailure(control);
  const note = document.createElement("span");
  note.className = "failure";
  note.setAttribute("role", "alert");
  note.append(message, " ");
  const again = document.createElement("button");
  again.type = "button";
  again.className = "failure__retry";
  again.textContent = "Try again";
  again.addEventListener("click", retry);
  note.append(again);
  control.after(note);
}

export function clearFailure(control) {
  const note = control.nextElementSibling;
  if (!note?.matches(".failure")) return;
  const hadFocus = note.contains(document.activeElement);
  note.remove();
  if (hadFocus) control.focus();
}

export const failed = (ctx) => !ctx.response || ctx.response.status >= 400;
