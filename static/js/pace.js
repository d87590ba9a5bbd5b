// When to poll: while the page is visible and not paused, at once on return, and less often after
// failures.

// Seconds, if the page does not say: models/setting.py has the default.
const FALLBACK_WAIT = 15;
const SHORTEST_WAIT = 1;
const LONGEST_WAIT = 10 * 60;

export class Pace {
  isPaused = false;
  every = FALLBACK_WAIT;
  wait = FALLBACK_WAIT;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer = undefined;

  /** @param {() => void} look */
  constructor(look) {
    this.look = look;
  }

  /** @param {number | string | undefined} seconds */
  set(seconds) {
    this.every = Math.max(SHORTEST_WAIT, Number(seconds) || FALLBACK_WAIT);
    this.wait = this.every;
  }

  // Waits before the first request, because the list came with the page.
  start() {
    document.addEventListener("visibilitychange", this);
    this.plan();
  }

  stop() {
    document.removeEventListener("visibilitychange", this);
    clearTimeout(this.timer);
  }

  handleEvent() {
    this.lookOrRest();
  }

  turn() {
    this.isPaused = !this.isPaused;
    this.lookOrRest();
    return this.isPaused;
  }

  plan() {
    clearTimeout(this.timer);
    if (!this.rests) this.timer = setTimeout(this.look, this.wait * 1000);
  }

  /** @param {boolean} failed */
  planAfter(failed) {
    this.wait = failed ? Math.min(this.wait * 2, LONGEST_WAIT) : this.every;
    this.plan();
  }

  lookOrRest() {
    clearTimeout(this.timer);
    if (!this.rests) this.look();
  }

  get rests() {
    return document.hidden || this.isPaused;
  }
}
