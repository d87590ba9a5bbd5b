// "Keep reading" and "More articles". The links become buttons; htmx fetches and swaps,
// this file keeps the state: what is open, where the focus is, what the address says.

import htmx from "htmx.org";
import { clearFailure, failed, showFailure } from "./failure.js";
import { begin, end, isBusy } from "./progress.js";
import { say } from "./status.js";

const CONTROL = "[data-keep-reading]";
const MORE = "[data-more]";

export function startStream() {
  const stream = document.querySelector("[data-stream]");
  if (!stream) return;
  prepare(stream);
  stream.addEventListener("click", onClick);
  stream.addEventListener("keydown", onKey);
  stream.addEventListener("beforematch", onFound);
  stream.addEventListener("htmx:before:swap", onBeforeSwap);
  stream.addEventListener("htmx:after:swap", onSwap);
  stream.addEventListener("htmx:finally:request", onFinally);
}

// ---- links become buttons

function prepare(root) {
  for (const control of root.querySelectorAll(CONTROL)) {
    control.setAttribute("role", "button");
    control.setAttribute("aria-controls", restOf(control).id);
    control.href = control.dataset.page;
    show(control, control.hasAttribute("data-open"));
  }
  for (const more of root.querySelectorAll(MORE)) {
    // A reload could not show more than this: the link leads to a page of its own.
    if (isFull(root.closest("[data-stream]"))) more.removeAttribute("data-more");
    else more.setAttribute("role", "button");
  }
}

const isFull = (stream) =>
  stream.querySelectorAll("[data-item]").length >= Number(stream.dataset.stream);

function onClick(event) {
  const control = event.target.closest(`${CONTROL}, ${MORE}`);
  // With a key held the reader wants what links do: another tab, a download.
  if (!control || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  event.preventDefault();
  press(control);
}

function onKey(event) {
  const control = event.target.closest(`${CONTROL}, ${MORE}`);
  if (!control || event.key !== " ") return;
  event.preventDefault();
  if (!event.repeat) press(control);
}

function press(control) {
  if (control.matches(MORE)) return ask(control, "more");
  if (isOpen(control)) return fold(control);
  if (restOf(control).childElementCount) return open(control);
  ask(control, "open");
}

// A second press while the first is under way asks nothing more.
function ask(control, action) {
  if (isBusy(control)) return;
  clearFailure(control);
  begin(control);
  htmx.trigger(control, action);
}

// ---- what htmx reports

function onBeforeSwap({ detail: { ctx } }) {
  if (!failed(ctx) && ctx.sourceElement.matches(CONTROL)) holdStill(ctx.sourceElement);
}

function onSwap({ detail: { ctx } }) {
  if (failed(ctx)) return;
  const source = ctx.sourceElement;
  if (source.matches(CONTROL)) return reveal(source);
  welcome(source);
}

function onFinally({ target, detail: { ctx } }) {
  if (!target.matches(`${CONTROL}, ${MORE}`)) return;
  end(target);
  if (failed(ctx)) showFailure(target, () => press(target));
}

function welcome(batch) {
  dropRepeats(batch);
  prepare(batch);
  const items = batch.querySelectorAll("[data-item]");
  say(items.length === 1 ? "1 more article" : `${items.length} more articles`);
  // The button that had the focus is gone; a reader who went elsewhere stays there.
  if (document.activeElement === document.body) {
    land(items[0]?.querySelector("h2") ?? batch.querySelector(MORE));
  }
  writeAddress();
}

// The front page may be rearranged between two requests; nobody is shown a story twice.
function dropRepeats(batch) {
  for (const item of batch.querySelectorAll("[data-item]")) {
    const address = item.querySelector("h2 > a").getAttribute("href");
    const headlines = document.querySelectorAll(`main :is(h1, h2, h3) > a[href="${address}"]`);
    if (headlines.length > 1) item.remove();
  }
}

function land(place) {
  if (!place) return;
  if (!place.matches("a")) place.tabIndex = -1;
  place.focus({ preventScroll: true });
}

// ---- open and folded

const itemOf = (control) => control.closest("[data-item]");
const restOf = (control) => document.getElementById(itemOf(control).id.replace("item-", "rest-"));
const isOpen = (control) => control.getAttribute("aria-expanded") === "true";

function show(control, isNowOpen) {
  control.setAttribute("aria-expanded", String(isNowOpen));
  control.toggleAttribute("data-open", isNowOpen);
  const rest = restOf(control);
  if (isNowOpen) rest.removeAttribute("hidden");
  // Find-in-page and text links reach what is folded, and unfold it.
  else if (rest.childElementCount) rest.setAttribute("hidden", "until-found");
}

function open(control) {
  holdStill(control);
  reveal(control);
}

function reveal(control) {
  show(control, true);
  const rest = restOf(control);
  rest.classList.add("folded__rest--arriving");
  settle(control);
  if ([control, document.body].includes(document.activeElement)) {
    land(rest.querySelector(".prose > *"));
  }
  say(`Opened: ${control.dataset.keepReading}`);
  writeAddress();
}

function fold(control) {
  holdStill(control);
  show(control, false);
  const item = itemOf(control);
  if (item.getBoundingClientRect().top < 0) {
    item.querySelector("h2").scrollIntoView({ block: "start", behavior: "instant" });
  }
  control.focus({ preventScroll: true });
  say(`Folded: ${control.dataset.keepReading}`);
  writeAddress();
}

function onFound(event) {
  const control = event.target.closest("[data-item]")?.querySelector(CONTROL);
  if (!control) return;
  show(control, true);
  writeAddress();
}

// ---- nothing jumps

const tops = new WeakMap();
const root = document.documentElement;

// Scroll anchoring would keep the control where it is, and push the text that arrives
// above it out of the window.
function holdStill(control) {
  tops.set(control, control.getBoundingClientRect().top);
  root.style.overflowAnchor = "none";
  requestAnimationFrame(() => requestAnimationFrame(() => (root.style.overflowAnchor = "")));
}

// The text begins where the control was. A reader who has gone on below the control
// goes on reading there.
function settle(control) {
  const before = tops.get(control);
  if (before >= 0) return;
  window.scrollBy({ top: control.getBoundingClientRect().top - before, behavior: "instant" });
}

// ---- the address

// Replaced, never pushed: Back leaves in one step.
function writeAddress() {
  const slugs = [...document.querySelectorAll(`${CONTROL}[aria-expanded=true]`)].map(
    (control) => itemOf(control).dataset.item,
  );
  const address = new URL(location.href);
  address.searchParams.delete("open");
  const batches = [...document.querySelectorAll("[data-to]")];
  if (batches.length > 1) address.searchParams.set("to", batches.at(-1).dataset.to);
  const others = address.searchParams.toString();
  const query = [others, slugs.length && `open=${slugs.join(",")}`].filter(Boolean).join("&");
  history.replaceState(history.state, "", address.pathname + (query && `?${query}`));
}
