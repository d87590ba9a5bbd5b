// Decides which rows of a new list to show at once. `fresh` are new rows that would move
// others down: they wait for a click. `ids` are the rows to show: those still in the list,
// and older ones in place of those that are gone.
//
// `size` is the length of the list, `requested` the number of lines requested. While rows
// wait, more are requested than shown, to tell withdrawn rows from those pushed off the end.
// At the limit of a request this is not possible, and such rows stay.

/**
 * @param {string[]} arrived
 * @param {string[]} shown
 * @param {number} size
 * @param {number} requested
 */
export function hold(arrived, shown, size, requested) {
  /** @param {string} id */
  const isShown = (id) => shown.includes(id);
  const last = arrived.findLastIndex(isShown);
  const isWhole = arrived.length < requested;
  // Replacing an empty list, or one of which nothing is left, moves nothing being read.
  const isFree = !shown.length || (last === -1 && isWhole);
  if (isFree) return { fresh: [], ids: arrived.slice(0, size) };
  const fresh = arrived.filter((id, place) => !isShown(id) && (place < last || last === -1));
  const kept = arrived.filter((id) => !fresh.includes(id));
  const isCut = fresh.length && !isWhole && last === arrived.length - 1;
  const beyond = last === -1 ? shown : isCut ? shown.slice(shown.indexOf(arrived[last]) + 1) : [];
  return { fresh, ids: [...kept, ...beyond].slice(0, size) };
}

export const MOST = 60; // lines per request

/** @param {number} count */
export const newStories = (count) => (count === 1 ? "1 new story" : `${count} new stories`);
