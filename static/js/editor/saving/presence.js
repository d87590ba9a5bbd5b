// While the page is in sight the server knows that somebody is here, and says who else is.

import { askFragment } from "../ask.js";

const EVERY = 20_000; // milliseconds

export function startPresence(form, panel) {
  const call = async () => {
    if (document.hidden) return;
    const { version, page } = form.elements;
    const body = new URLSearchParams({ version: version.value, page: page.value, mark: panel.mark });
    panel.show(await askFragment(form.dataset.presence, { method: "POST", body }).catch(() => null));
  };
  setInterval(call, EVERY);
  document.addEventListener("visibilitychange", call);
  call();
}
