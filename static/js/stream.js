// "Keep reading" and "More articles". The links become buttons; htmx fetches and swaps,
// this file keeps the state: what is open, where the focus is, what the address says.

import htmx from "htmx.org";
import { clearFailure, failed, showFailure } from "./failure.js";
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
  stream.addEventListener("htmx:after:swap", onSwap);
  stream.addEventListener("htmx:finally:request", onFinally);
  revealTarget();
}

// ---- links become buttons

function prepare(root) {
  for (const control of root.querySelectorAll(CONTROL)) {
    control.setAttribute("role", "button");
    control.setAttribute("aria-controls", restOf(control).id);
    control.href = control.dataset.page;
    show(control, control.hasAttribute("data-open"));
  }
  for (const more of root.querySelectorAll(MORE)) more.setAttribute("role", "button");
}

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
  press(control);
}

function press(control) {
  if (control.matches(MORE)) return ask(control, "more");
  if (isOpen(control)) return fold(control);
  if (restOf(control).childElementCount) return open(control);
  ask(control, "open");
}

// A second press while the first is under way asks nothing more.
function ask(control, deed) {
  if (control.getAttribute("aria-busy") === "true") return;
  clearFailure(control);
  control.setAttribute("aria-busy", "true");
  htmx.trigger(control, deed);
}

// ---- what htmx reports

function onSwap({ detail: { ctx } }) {
  if (failed(ctx)) return;
  const source = ctx.sourceElement;
  if (source.matches(CONTROL)) return open(source);
  const batch = source.closest(".stream__batch") ?? source;
  welcome(batch);
}

function onFinally({ target, detail: { ctx } }) {
  if (!target.matches(`${CONTROL}, ${MORE}`)) return;
  target.removeAttribute("aria-busy");
  if (failed(ctx)) showFailure(target, "This did not load.", () => press(target));
}

function welcome(batch) {
  dropRepeats(batch);
  prepare(batch);
  const items = batch.querySelectorAll("[data-item]");
  say(items.length === 1 ? "1 more article" : `${items.length} more articles`);
  const first = items[0]?.querySelector("h2");
  if (!first) return;
  first.tabIndex = -1;
  first.focus({ preventScroll: true });
}

// The front page may be rearranged between two requests; nobody is shown a story twice.
function dropRepeats(batch) {
  for (const item of batch.querySelectorAll("[data-item]")) {
    if (document.querySelectorAll(`#${CSS.escape(item.id)}`).length > 1) item.remove();
  }
}

// ---- open and folded

const restOf = (control) => document.getElementById(control.closest("[data-item]").id.replace("item-", "rest-"));
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
  const place = control.getBoundingClientRect().top;
  const rest = restOf(control);
  show(control, true);
  rest.classList.add("folded__rest--arriving");
  const first = rest.querySelector(".prose > *");
  if (first) {
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
    keepInPlace(first, place);
  }
  say(`Opened: ${control.dataset.keepReading}`);
  writeAddress();
}

// Where the control was, the text now begins; nothing above it has moved.
function keepInPlace(first, place) {
  const drift = first.getBoundingClientRect().top - place;
  const isOutOfSight = first.getBoundingClientRect().top < 0;
  if (isOutOfSight) window.scrollBy({ top: drift, behavior: "instant" });
}

function fold(control) {
  show(control, false);
  const item = control.closest("[data-item]");
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

// ---- the address

// Replaced, never pushed: Back leaves in one step.
function writeAddress() {
  const slugs = [...document.querySelectorAll(`${CONTROL}[aria-expanded=true]`)].map(
    (control) => control.closest("[data-item]").dataset.item,
  );
  const address = new URL(location.href);
  address.searchParams.delete("open");
  address.hash = "";
  const others = address.searchParams.toString();
  const query = [others, slugs.length && `open=${slugs.join(",")}`].filter(Boolean).join("&");
  history.replaceState(history.state, "", address.pathname + (query && `?${query}`));
}

// An address may lead into a folded text that only this page's script can show.
function revealTarget() {
  const target = location.hash && document.querySelector(`#${CSS.escape(location.hash.slice(1))}`);
  const control = target?.closest("[data-item]")?.querySelector(CONTROL);
  if (control && restOf(control).contains(target)) show(control, true);
}
