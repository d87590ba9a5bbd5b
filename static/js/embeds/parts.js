// The elements of the list. Texts are only set as text content, and links lead only to our site.

export const OURS = new URL(import.meta.url).origin;

/**
 * @typedef {object} Line a story, as /latest/lines.json has it
 * @property {string} id
 * @property {string} headline
 * @property {string} url
 * @property {string | null} region
 * @property {boolean} is_corrected
 * @property {string} day
 * @property {string} published_at
 */

/** @typedef {HTMLLIElement & { write: (line: Line) => void }} Row */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [part]
 * @param {...(string | Node)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, part, ...children) {
  const element = document.createElement(tag);
  if (part) element.setAttribute("part", part);
  if (element instanceof HTMLButtonElement) element.type = "button";
  element.append(...children);
  return element;
}

/**
 * @param {HTMLElement} element
 * @param {string} text
 */
const setText = (element, text) => element.textContent !== text && (element.textContent = text);

/**
 * @param {HTMLAnchorElement} link
 * @param {string} text
 * @param {string} address
 */
export function fill(link, text, address) {
  const { pathname, search } = new URL(address, OURS);
  const href = OURS + pathname + search;
  setText(link, text);
  if (link.href !== href) link.href = href;
}

export function makeParts() {
  const heading = make("a", "title");
  const fresh = make("button", "new");
  const pause = make("button", "pause", "Pause updates");
  const list = make("ol", "list");
  const source = make("a", "source");
  const status = make("p", "status");
  const head = make("div", "head", heading, fresh, pause);
  const box = make("section", "box", head, list, source, status);
  heading.id = "title";
  box.setAttribute("aria-labelledby", "title");
  box.hidden = fresh.hidden = true;
  list.setAttribute("role", "list"); // Safari does not treat a list without bullets as a list
  status.setAttribute("role", "status");
  return { heading, fresh, pause, list, source, status, box };
}

/** @returns {Row} */
export function makeRow() {
  const headline = make("a", "headline");
  headline.dir = "auto";
  const region = make("span", "region");
  region.dir = "auto";
  const corrected = make("span", "corrected", "Corrected");
  const time = make("time", "date");
  const row = make("li", "item", headline, make("span", "facts", region, corrected, time));
  /** @param {Line} line */
  const write = (line) => {
    fill(headline, line.headline, line.url);
    setText(region, line.region ?? "");
    region.hidden = !line.region;
    corrected.hidden = !line.is_corrected;
    setText(time, line.day);
    time.dateTime = line.published_at;
  };
  return Object.assign(row, { write });
}
