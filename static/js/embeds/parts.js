// What the list is made of. Words are only ever set as text, and links lead to us alone.

export const OURS = new URL(import.meta.url).origin;

export function make(tag, part, ...children) {
  const element = document.createElement(tag);
  if (part) element.setAttribute("part", part);
  if (tag === "button") element.type = "button";
  element.append(...children);
  return element;
}

const setText = (element, text) => element.textContent !== text && (element.textContent = text);

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
  pause.setAttribute("aria-pressed", "false");
  list.setAttribute("role", "list"); // Safari takes a list without bullets for none
  status.setAttribute("role", "status");
  return { heading, fresh, pause, list, source, status, box };
}

export function makeRow() {
  const headline = make("a", "headline");
  headline.dir = "auto";
  const region = make("span", "region");
  region.dir = "auto";
  const corrected = make("span", "corrected", "Corrected");
  const time = make("time", "date");
  const row = make("li", "item", headline, make("span", "facts", region, corrected, time));
  row.write = (line) => {
    fill(headline, line.headline, line.url);
    setText(region, line.region ?? "");
    region.hidden = !line.region;
    corrected.hidden = !line.is_corrected;
    setText(time, line.day);
    time.dateTime = line.published_at;
  };
  return row;
}
