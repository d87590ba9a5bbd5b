// "Keep reading" and "More articles". Turns the links into buttons; htmx fetches and swaps, this
// file keeps the state: open stories, focus and URL.

import htmx from "htmx.org";
import { all, around, one } from "./dom.js";
import { clearFailure, failed, showFailure } from "./failure.js";
import { begin, end, isBusy } from "./progress.js";
import { say } from "./status.js";
/** @import { HtmxEvent } from "htmx.org" */

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

/** @param {HTMLElement} root */
function prepare(root) {
  for (const control of all(root, CONTROL, HTMLAnchorElement)) {
    control.setAttribute("role", "button");
    control.setAttribute("aria-controls", restOf(control).id);
    control.href = control.dataset.page ?? "";
    show(control, control.hasAttribute("data-open"));
  }
  for (const more of root.querySelectorAll(MORE)) {
    // A reload could not show more stories than this, so the link opens a page of its own.
    if (isFull(root.closest("[data-stream]") ?? root)) more.removeAttribute("data-more");
    else more.setAttribute("role", "button");
  }
}

/** @param {HTMLElement} stream */
const isFull = (stream) =>
  stream.querySelectorAll("[data-item]").length >= Number(stream.dataset.stream);

/** @param {MouseEvent} event */
function onClick(event) {
  const control = around(event, `${CONTROL}, ${MORE}`);
  // With a modifier key, the link keeps its usual function: a new tab, a download.
  if (!control || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  event.preventDefault();
  press(control);
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const control = around(event, `${CONTROL}, ${MORE}`);
  if (!control || event.key !== " ") return;
  event.preventDefault();
  if (!event.repeat) press(control);
}

/** @param {HTMLElement} control */
function press(control) {
  if (control.matches(MORE)) return ask(control, "more");
  if (isOpen(control)) return fold(control);
  if (restOf(control).childElementCount) return open(control);
  ask(control, "open");
}

/**
 * Ignores clicks while a request is running.
 * @param {HTMLElement} control
 * @param {"more" | "open"} action
 */
function ask(control, action) {
  if (isBusy(control)) return;
  clearFailure(control);
  begin(control);
  htmx.trigger(control, action);
}

// ---- what htmx reports

/** @param {HtmxEvent<"htmx:before:swap">} event */
function onBeforeSwap({ detail: { ctx } }) {
  const source = /** @type {HTMLElement} */ (ctx.sourceElement);
  if (!failed(ctx) && source.matches(CONTROL)) holdStill(source);
}

/** @param {HtmxEvent<"htmx:after:swap">} event */
function onSwap({ detail: { ctx } }) {
  if (failed(ctx)) return;
  const source = /** @type {HTMLElement} */ (ctx.sourceElement);
  if (source.matches(CONTROL)) return reveal(source);
  welcome(source);
}

/** @param {HtmxEvent<"htmx:finally:request">} event */
function onFinally(event) {
  const { target } = event;
  if (!(target instanceof HTMLElement && target.matches(`${CONTROL}, ${MORE}`))) return;
  end(target);
  if (failed(event.detail.ctx)) showFailure(target, () => press(target));
}

/** @param {HTMLElement} batch */
function welcome(batch) {
  dropRepeats(batch);
  prepare(batch);
  const items = batch.querySelectorAll("[data-item]");
  say(items.length === 1 ? "1 more article" : `${items.length} more articles`);
  // The focused button is gone; moves the focus unless the reader has moved it elsewhere.
  if (document.activeElement === document.body) {
    land(items[0]?.querySelector("h2") ?? batch.querySelector(MORE));
  }
  writeAddress();
}

/**
 * The front page can change between two requests: drops stories already shown.
 * @param {HTMLElement} batch
 */
function dropRepeats(batch) {
  for (const item of batch.querySelectorAll("[data-item]")) {
    const address = one(item, "h2 > a").getAttribute("href");
    const headlines = document.querySelectorAll(`main :is(h1, h2, h3) > a[href="${address}"]`);
    if (headlines.length > 1) item.remove();
  }
}

/** @param {HTMLElement | null} place */
function land(place) {
  if (!place) return;
  if (!place.matches("a")) place.tabIndex = -1;
  place.focus({ preventScroll: true });
}

// ---- open and folded

/** @param {HTMLElement} control */
const itemOf = (control) => /** @type {HTMLElement} */ (control.closest("[data-item]"));
/** @param {HTMLElement} control */
const restOf = (control) =>
  one(document, `#${CSS.escape(itemOf(control).id.replace("item-", "rest-"))}`);
/** @param {HTMLElement} control */
const isOpen = (control) => control.getAttribute("aria-expanded") === "true";

/**
 * @param {HTMLElement} control
 * @param {boolean} isNowOpen
 */
function show(control, isNowOpen) {
  control.setAttribute("aria-expanded", String(isNowOpen));
  control.toggleAttribute("data-open", isNowOpen);
  const label = control.querySelector(".fold-control__label");
  if (label) label.textContent = isNowOpen ? "Show less" : (control.dataset.keep ?? "");
  const rest = restOf(control);
  if (isNowOpen) rest.removeAttribute("hidden");
  // Find-in-page and text fragments can find folded text, and unfold it.
  else if (rest.childElementCount) rest.setAttribute("hidden", "until-found");
}

/** @param {HTMLElement} control */
function open(control) {
  holdStill(control);
  reveal(control);
}

/** @param {HTMLElement} control */
function reveal(control) {
  show(control, true);
  const rest = restOf(control);
  rest.classList.add("folded__rest--arriving");
  settle(control);
  if (document.activeElement === control || document.activeElement === document.body) {
    land(rest.querySelector(".prose > *"));
  }
  say(`Opened: ${control.dataset.keepReading}`);
  writeAddress();
}

/** @param {HTMLElement} control */
function fold(control) {
  holdStill(control);
  show(control, false);
  const item = itemOf(control);
  if (item.getBoundingClientRect().top < 0) {
    one(item, "h2").scrollIntoView({ block: "start", behavior: "instant" });
  }
  control.focus({ preventScroll: true });
  say(`Folded: ${control.dataset.keepReading}`);
  writeAddress();
}

/** @param {Event} event */
function onFound(event) {
  const control = around(event, "[data-item]")?.querySelector(CONTROL);
  if (!control) return;
  show(control, true);
  writeAddress();
}

// ---- nothing jumps

const tops = new WeakMap();
const root = document.documentElement;

/**
 * Scroll anchoring would keep the button in place and push the new text
 * above it out of view.
 * @param {HTMLElement} control
 */
function holdStill(control) {
  tops.set(control, control.getBoundingClientRect().top);
  root.style.overflowAnchor = "none";
  requestAnimationFrame(() => requestAnimationFrame(() => (root.style.overflowAnchor = "")));
}

/**
 * The text starts where the button was. For readers who have read on below the
 * button, nothing moves.
 * @param {HTMLElement} control
 */
function settle(control) {
  const before = tops.get(control);
  if (before >= 0) return;
  window.scrollBy({ top: control.getBoundingClientRect().top - before, behavior: "instant" });
}

// ---- the address

// Replaces the URL without a history entry, so Back leaves the page in one step.
function writeAddress() {
  const slugs = [...document.querySelectorAll(`${CONTROL}[aria-expanded=true]`)].map(
    (control) => itemOf(control).dataset.item,
  );
  const address = new URL(location.href);
  address.searchParams.delete("open");
  const batches = all(document, "[data-to]");
  if (batches.length > 1) address.searchParams.set("to", batches.at(-1)?.dataset.to ?? "");
  const others = address.searchParams.toString();
  const query = [others, slugs.length && `open=${slugs.join(",")}`].filter(Boolean).join("&");
  history.replaceState(history.state, "", address.pathname + (query && `?${query}`));
}
