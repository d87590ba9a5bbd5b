// Lists that can be reordered: by dragging a handle, or with the arrow keys on it. The list then
// fires "arranged", which its form handles.

import { all, around } from "../dom.js";
import { say } from "../status.js";

/** @typedef {{ place: HTMLElement, list: HTMLElement, before: HTMLElement[] }} Held */

/** @type {Record<string, number>} */
const STEPS = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 };
/** @type {Held | null} */
let held = null;

export function startArranging() {
  document.addEventListener("pointerdown", onPress);
  document.addEventListener("pointermove", onMove);
  document.addEventListener("pointerup", onDrop);
  document.addEventListener("pointercancel", onCancel);
  document.addEventListener("keydown", onKey);
}

/** @param {HTMLElement} list */
const placesOf = (list) => all(list, ":scope > [data-place]");

/** @param {HTMLElement} handle */
function placeOf(handle) {
  const place = /** @type {HTMLElement} */ (handle.closest("[data-place]"));
  return { place, list: /** @type {HTMLElement} */ (place.parentElement) };
}

/** @param {PointerEvent} event */
function onPress(event) {
  const handle = around(event, "[data-handle]");
  if (!handle || event.button) return;
  const { place, list } = placeOf(handle);
  handle.setPointerCapture(event.pointerId);
  held = { place, list, before: placesOf(list) };
  place.classList.add("held");
}

/**
 * An item moves once the pointer has passed the middle of its neighbour.
 * @param {PointerEvent} options
 */
function onMove({ clientY }) {
  if (!held) return;
  const { place, list } = held;
  const others = placesOf(list).filter((other) => other !== place);
  const next = others.find((other) => clientY < middle(other));
  if (place.nextElementSibling !== (next ?? null)) list.insertBefore(place, next ?? null);
}

/** @param {HTMLElement} place */
function middle(place) {
  const { top, height } = place.getBoundingClientRect();
  return top + height / 2;
}

function onDrop() {
  if (!held) return;
  const { place, list, before } = held;
  letGo();
  if (before.some((other, index) => placesOf(list)[index] !== other)) arranged(place, list);
}

function onCancel() {
  held?.list.append(...held.before);
  letGo();
}

function letGo() {
  held?.place.classList.remove("held");
  held = null;
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (held && event.key === "Escape") return onCancel();
  const handle = around(event, "[data-handle]");
  if (!handle || !(event.key in STEPS)) return;
  event.preventDefault();
  const { place, list } = placeOf(handle);
  const order = placesOf(list).filter((other) => other !== place);
  const goal = placesOf(list).indexOf(place) + STEPS[event.key];
  if (goal < 0 || goal > order.length) return say(`${place.dataset.name} cannot go further.`);
  list.insertBefore(place, order[goal] ?? null);
  handle.focus();
  arranged(place, list);
}

/**
 * @param {HTMLElement} place
 * @param {HTMLElement} list
 */
function arranged(place, list) {
  const order = placesOf(list);
  say(`${place.dataset.name}: ${order.indexOf(place) + 1} of ${order.length}.`);
  list.dispatchEvent(new CustomEvent("arranged", { bubbles: true }));
}
