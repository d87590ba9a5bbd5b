// Media embeds: turns the link to a video or post into a button that shows it here. Nothing is
// requested from the provider before it is pressed.

import { all, around } from "./dom.js";
import { say } from "./status.js";

const CONTROL = '[data-frame^="https://"]';
const ALLOWED = "autoplay; encrypted-media; fullscreen; picture-in-picture";
const SANDBOX =
  "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-presentation";
const HEIGHTS = [120, 1600]; // pixels: the allowed heights of a post

export function startEmbeds() {
  prepare();
  document.addEventListener("htmx:after:swap", prepare);
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  window.addEventListener("message", onMessage);
}

function prepare() {
  for (const control of document.querySelectorAll(CONTROL)) control.setAttribute("role", "button");
}

/** @param {MouseEvent} event */
function onClick(event) {
  const control = around(event, CONTROL);
  if (!control || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  event.preventDefault();
  show(control);
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const control = around(event, CONTROL);
  if (!control || event.key !== " ") return;
  event.preventDefault();
  if (!event.repeat) show(control);
}

/** @param {HTMLElement} control */
function show(control) {
  const stage = /** @type {HTMLElement} */ (control.closest(".embed__stage"));
  const frame = frameFor(control.dataset);
  // Keeps the content below in place.
  stage.style.minBlockSize = `${stage.getBoundingClientRect().height}px`;
  stage.replaceChildren(frame);
  frame.focus({ preventScroll: true });
}

/** @param {DOMStringMap} options */
function frameFor({ frame: address = "", title = "" }) {
  const frame = document.createElement("iframe");
  frame.className = "embed__frame";
  frame.title = title;
  frame.allow = ALLOWED;
  frame.sandbox.value = SANDBOX;
  // YouTube does not play without the page's origin.
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  frame.addEventListener("load", () => say(`Loaded: ${title}`), { once: true });
  frame.src = address;
  say(`Loading: ${title}`);
  return frame;
}

/**
 * Posts report their height, each provider in its own format.
 * @param {MessageEvent} options
 */
function onMessage({ source, origin, data }) {
  const frames = all(document, ".embed--post .embed__frame", HTMLIFrameElement);
  const frame = frames.find((one) => one.contentWindow === source);
  if (!frame || new URL(frame.src).origin !== origin) return;
  const height = Number(data?.height ?? data?.["twttr.embed"]?.params?.[0]?.height);
  const [least, most] = HEIGHTS;
  if (height) frame.style.blockSize = `${Math.min(Math.max(height, least), most)}px`;
}
