// Sets the focal point by a click on the picture or with the arrow keys. The two numbers beside it
// are submitted; the crop shows the effect at once.

import { all, one } from "../dom.js";

const STEP = 1; // per cent for a key; with Shift ten times that
/** @type {Record<string, [number, number]>} */
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
/** @param {number} value */
const within = (value) => Math.min(100, Math.max(0, Math.round(value * 10) / 10));

class FocalPoint extends HTMLElement {
  /** @type {HTMLInputElement[]} */
  numbers = [];
  /** @type {HTMLElement} */
  surface = this;
  /** @type {HTMLElement} */
  mark = this;
  /** @type {HTMLImageElement | undefined} */
  crop = undefined;

  connectedCallback() {
    const picture = this.querySelector("[data-surface] img");
    if (picture instanceof HTMLImageElement && !this.crop) this.comeAlive(picture);
  }

  /** @param {HTMLImageElement} picture */
  comeAlive(picture) {
    this.numbers = all(this, "input[type=number]", HTMLInputElement);
    this.surface = one(this, "[data-surface]");
    this.mark = one(this, "[data-mark]");
    this.crop = /** @type {HTMLImageElement} */ (picture.cloneNode());
    this.crop.alt = "";
    picture.draggable = false;
    one(this, "[data-crop]").replaceChildren(this.crop);
    for (const part of all(this, "[data-crop], [data-with-scripts]")) part.hidden = false;
    this.mark.hidden = false;
    this.surface.classList.add("focal__picture--live");
    this.surface.addEventListener("pointerdown", (event) => this.onPress(event));
    this.surface.addEventListener("pointermove", (event) => this.onPress(event));
    this.mark.addEventListener("keydown", (event) => this.onKey(event));
    for (const number of this.numbers) number.addEventListener("input", () => this.show());
    this.show();
  }

  get point() {
    return this.numbers.map(({ value }) => within(Number(value) || 0));
  }

  set point(shares) {
    this.numbers.forEach((number, side) => (number.value = String(within(shares[side]))));
    this.show();
  }

  /**
   * Dragging moves the marker with a mouse, but scrolls the page with a finger.
   * @param {PointerEvent} event
   */
  onPress(event) {
    const holds = event.type === "pointerdown" || event.pointerType === "mouse";
    if (event.buttons !== 1 || !holds) return;
    const { left, top, width, height } = this.surface.getBoundingClientRect();
    this.point = [((event.clientX - left) / width) * 100, ((event.clientY - top) / height) * 100];
    event.preventDefault();
    this.mark.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const step = KEYS[event.key];
    if (!step) return;
    event.preventDefault();
    const wide = event.shiftKey ? 10 * STEP : STEP;
    this.point = this.point.map((share, side) => share + step[side] * wide);
  }

  show() {
    const [x, y] = this.point;
    this.mark.style.left = `${x}%`;
    this.mark.style.top = `${y}%`;
    this.mark.setAttribute("aria-valuenow", String(x));
    this.mark.setAttribute("aria-valuetext", `${x} per cent from the left, ${y} from the top`);
    if (this.crop) this.crop.style.objectPosition = `${x}% ${y}%`;
  }
}

export const startFocusing = () => customElements.define("focal-point", FocalPoint);
