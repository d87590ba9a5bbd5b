// What has arrived, told apart by ids. `fresh` are those that would push others down: they
// wait for a press. `ids` is what may be shown at once: rows that are still there, and
// those that the fresh ones have pushed off the end.

export function hold(arrived, shown) {
  const last = arrived.findLastIndex((id) => shown.includes(id));
  const isFresh = (id, place) => !shown.includes(id) && (place < last || last === -1);
  const fresh = arrived.filter(isFresh);
  const isFull = arrived.length >= shown.length && last === arrived.length - 1;
  const pushedFrom = last === -1 ? 0 : isFull ? shown.indexOf(arrived[last]) + 1 : shown.length;
  const pushed = fresh.length ? shown.slice(pushedFrom) : [];
  return { fresh, ids: [...arrived.filter((id) => !fresh.includes(id)), ...pushed] };
}

export const newStories = (count) => (count === 1 ? "1 new story" : `${count} new stories`);
