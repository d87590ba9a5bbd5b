// While the page is in sight the server knows that somebody is here, and says who else is.

import { askFragment } from "../ask.js";

const EVERY = 20_000; // milliseconds

export function startPresence(form, panel) {
  const { version, tab_id: tab } = form.elements;
  const seen = () => ({ version: version.value, tab_id: tab.value, digest: panel.digest });
  const call = async () => {
    if (document.hidden) return;
    const options = { method: "POST", body: new URLSearchParams(seen()) };
    panel.show(await askFragment(form.dataset.presence, options).catch(() => null));
  };
  setInterval(call, EVERY);
  document.addEventListener("visibilitychange", call);
  call();
}
