// What has arrived, told apart by ids. `fresh` are those that would push others down: they
// wait for a press. `ids` is what may be shown at once: what is still there of the shown,
// and older ones in the place of those that are gone.
//
// `size` is how long the list is to be, `asked` how many were asked for. While some wait,
// more are asked for than are shown: so what is withdrawn can be told from what was only
// pushed off the end. Where there is no room for that, what cannot be told stays.

/**
 * @param {string[]} arrived
 * @param {string[]} shown
 * @param {number} size
 * @param {number} asked
 */
export function hold(arrived, shown, size, asked) {
  /** @param {string} id */
  const isShown = (id) => shown.includes(id);
  const last = arrived.findLastIndex(isShown);
  const isWhole = arrived.length < asked;
  // An empty list moves nobody's place; nor does one of which nothing is left.
  const isFree = !shown.length || (last === -1 && isWhole);
  if (isFree) return { fresh: [], ids: arrived.slice(0, size) };
  const fresh = arrived.filter((id, place) => !isShown(id) && (place < last || last === -1));
  const kept = arrived.filter((id) => !fresh.includes(id));
  const isCut = fresh.length && !isWhole && last === arrived.length - 1;
  const beyond = last === -1 ? shown : isCut ? shown.slice(shown.indexOf(arrived[last]) + 1) : [];
  return { fresh, ids: [...kept, ...beyond].slice(0, size) };
}

export const MOST = 60; // lines that can be asked for at once

/** @param {number} count */
export const newStories = (count) => (count === 1 ? "1 new story" : `${count} new stories`);
