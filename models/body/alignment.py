"""What two sequences have in common, in order: a longest common subsequence.

By bits in long integers (Hyyrö, "Bit-parallel LCS-length computation revisited", 2004):
the time depends on the lengths alone, whatever the sequences hold.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T", bound=Hashable)
# How many pairs are as much work as looking at one item.
PAIRS_AT_ONCE = 2000
MOST_PAIRS = 200_000_000  # each takes a bit of memory


class Step(NamedTuple, Generic[T]):
    """Items that stand against one another; where `is_same`, they are equal."""

    is_same: bool
    old: Sequence[T]
    new: Sequence[T]


class Patience:
    """How many items may still be looked at, all comparisons of one page together."""

    def __init__(self, left: int) -> None:
        self.left = left

    def allows(self, work: int) -> bool:
        if work > self.left:
            return False
        self.left -= work
        return True


def steps(old: Sequence[T], new: Sequence[T], patience: Patience) -> Iterator[Step[T]]:
    """Same and changed by turns. Without patience the middle counts as changed."""
    start = _length_of_same(old, new)
    end = _length_of_same(old[start:][::-1], new[start:][::-1])
    a, b = old[start : len(old) - end], new[start : len(new) - end]
    work = len(a) * len(b) // PAIRS_AT_ONCE + len(a) + len(b)
    fits = len(a) * len(b) <= MOST_PAIRS and patience.allows(work)
    pairs = _common(a, b) if fits else []
    whole = [(i, i) for i in range(start)]
    whole += [(i + start, j + start) for i, j in pairs]
    whole += [(len(old) - i, len(new) - i) for i in range(end, 0, -1)]
    yield from _between(old, new, whole)


def _length_of_same(a: Sequence[T], b: Sequence[T]) -> int:
    length = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        length += 1
    return length


def _common(a: Sequence[T], b: Sequence[T]) -> list[tuple[int, int]]:
    """In row i, bit j is 0 where the common length grows from b[:j] to b[: j + 1]."""
    places: defaultdict[T, int] = defaultdict(int)
    for j, item in enumerate(b):
        places[item] |= 1 << j
    every = (1 << len(b)) - 1
    rows, row = [], every
    for item in a:
        found = row & places.get(item, 0)
        row = ((row + found) | (row - found)) & every
        rows.append(row)
    return _traced(rows, len(b))


def _traced(rows: list[int], width: int) -> list[tuple[int, int]]:
    pairs = []
    i, j = len(rows), width
    while i and j:
        if rows[i - 1] >> (j - 1) & 1:
            j -= 1
            continue
        i -= 1
        if not i or rows[i - 1] >> (j - 1) & 1:
            j -= 1
            pairs.append((i, j))
    return pairs[::-1]


def _between(
    old: Sequence[T], new: Sequence[T], pairs: list[tuple[int, int]]
) -> Iterator[Step[T]]:
    i = j = begun = 0
    for place, (x, y) in enumerate([*pairs, (len(old), len(new))]):
        if (x, y) == (i, j) and place < len(pairs):
            i, j = i + 1, j + 1
            continue
        if place > begun:
            yield Step(True, old[i - place + begun : i], new[j - place + begun : j])  # noqa: FBT003
        if x > i or y > j:
            yield Step(False, old[i:x], new[j:y])  # noqa: FBT003
        begun, i, j = place, x + 1, y + 1
