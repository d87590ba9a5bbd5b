// What a frame tells the page around it: its height and, in a sandbox, which link was
// followed. With a secret in the hash, as WordPress gives its embeds, in its words:
// https://github.com/WordPress/WordPress/blob/master/wp-includes/js/wp-embed-template.js

const page = document.documentElement;
const secret = /\bsecret=(\w+)/.exec(location.hash)?.[1];
const isSandboxed = self.origin === "null";

/** Nothing in a message is secret, so any site may read it. @param {object} message */
const post = (message) => parent.postMessage(message, "*");

function report() {
  const height = Math.ceil(page.getBoundingClientRect().height);
  post({ type: "meridian:height", height });
  if (secret) post({ message: "height", value: height, secret });
}

/** A sandbox may forbid navigating the window, so the page around it follows the link.
 * @param {MouseEvent} event */
function follow(event) {
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
  if (!(link instanceof HTMLAnchorElement) || !link.href) return;
  event.preventDefault();
  post({ message: "link", value: link.href, secret });
}

if (parent !== window) {
  report(); // at once: an off-screen frame is not observed
  new ResizeObserver(report).observe(page);
  addEventListener("message", ({ source, data }) => {
    const isReady = data?.message === "ready" && data.secret === secret;
    if (source === parent && secret && isReady) report();
  });
  if (secret && isSandboxed) addEventListener("click", follow);
}
