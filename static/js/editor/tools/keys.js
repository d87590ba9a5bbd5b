// Names keys as on this computer's keyboard: Ctrl or ⌘.

/** @type {Record<string, string>} */
const MAC = { Control: "⌘", Alt: "⌥", Shift: "⇧", Enter: "↩" };
/** @type {Record<string, string>} */
const OTHERS = { Control: "Ctrl" };
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

export function nameKeys() {
  for (const key of document.querySelectorAll("kbd")) {
    key.textContent = named(key.textContent ?? "");
  }
  if (!isMac) return;
  for (const tool of document.querySelectorAll("[aria-keyshortcuts]")) {
    const keys = tool.getAttribute("aria-keyshortcuts") ?? "";
    tool.setAttribute("aria-keyshortcuts", keys.replace("Control", "Meta"));
  }
}

/** @param {string} keys */
function named(keys) {
  const names = isMac ? MAC : OTHERS;
  return keys
    .split("+")
    .map((key) => names[key] ?? key)
    .join(isMac ? "" : "+");
}
