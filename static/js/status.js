// One short message at a time to readers who listen to the page.

export function say(message) {
  const status = document.getElementById("status");
  status.textContent = "";
  // A changed text is announced only if the region was empty a moment before.
  requestAnimationFrame(() => (status.textContent = message));
}
