// Lists that can be put into another order: dragged by a handle, or moved with the arrow
// keys on it. The list then says "arranged"; what becomes of that, its form knows.

import { say } from "../status.js";

const STEPS = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 };
let held = null;

export function startArranging() {
  document.addEventListener("pointerdown", onPress);
  document.addEventListener("pointermove", onMove);
  document.addEventListener("pointerup", onDrop);
  document.addEventListener("pointercancel", onCancel);
  document.addEventListener("keydown", onKey);
}

const placesOf = (list) => [...list.querySelectorAll(":scope > [data-place]")];

function onPress(event) {
  const handle = event.target.closest("[data-handle]");
  if (!handle || event.button) return;
  const place = handle.closest("[data-place]");
  const list = place.parentElement;
  handle.setPointerCapture(event.pointerId);
  held = { handle, place, list, before: placesOf(list) };
  place.classList.add("held");
}

// The place goes to where more than half of another lies behind the pointer.
function onMove({ clientY }) {
  if (!held) return;
  const { place, list } = held;
  const others = placesOf(list).filter((other) => other !== place);
  const next = others.find((other) => clientY < middle(other));
  if (place.nextElementSibling !== (next ?? null)) list.insertBefore(place, next ?? null);
}

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

function onKey(event) {
  if (held && event.key === "Escape") return onCancel();
  const handle = event.target.closest?.("[data-handle]");
  if (!handle || !(event.key in STEPS)) return;
  event.preventDefault();
  const place = handle.closest("[data-place]");
  const list = place.parentElement;
  const order = placesOf(list).filter((other) => other !== place);
  const goal = placesOf(list).indexOf(place) + STEPS[event.key];
  if (goal < 0 || goal > order.length) return say(`${place.dataset.name} cannot go further.`);
  list.insertBefore(place, order[goal] ?? null);
  handle.focus();
  arranged(place, list);
}

function arranged(place, list) {
  const order = placesOf(list);
  say(`${place.dataset.name}: ${order.indexOf(place) + 1} of ${order.length}.`);
  list.dispatchEvent(new CustomEvent("arranged", { bubbles: true }));
}
