// While the page is visible, tells the server that somebody is here, and shows who else is.

import { control } from "../../dom.js";
import { askFragment } from "../ask.js";
/** @import { Panel } from "./panel.js" */

const EVERY = 20_000; // milliseconds

/**
 * @param {HTMLFormElement} form
 * @param {Panel} panel
 */
export function startPresence(form, panel) {
  const [version, tab] = ["version", "tab_id"].map((name) => control(form, name));
  const seen = () => ({ version: version.value, tab_id: tab.value, digest: panel.digest });
  const call = async () => {
    if (document.hidden) return;
    const options = { method: "POST", body: new URLSearchParams(seen()) };
    panel.show(await askFragment(form.dataset.presence ?? "", options).catch(() => null));
  };
  setInterval(call, EVERY);
  document.addEventListener("visibilitychange", call);
  call();
}
