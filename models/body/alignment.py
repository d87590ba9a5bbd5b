"""Aligns two sequences along their longest common subsequence."""

from collections.abc import Hashable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

from rapidfuzz.distance import LCSseq

T = TypeVar("T", bound=Hashable)
# rapidfuzz compares pairs as bits in machine words: this many pairs take as long as
# reading one item, and each pair takes one bit of memory.
PAIRS_AT_ONCE = 2000
MOST_PAIRS = 200_000_000


class Step(NamedTuple, Generic[T]):
    """Two aligned runs of items; if `is_same`, they are equal."""

    is_same: bool
    old: Sequence[T]
    new: Sequence[T]


class Budget:
    """A budget, in items, shared by all comparisons of one page."""

    def __init__(self, left: int) -> None:
        self.left = left

    def allows(self, work: int) -> bool:
        if work > self.left:
            return False
        self.left -= work
        return True


def steps(old: Sequence[T], new: Sequence[T], budget: Budget) -> Iterator[Step[T]]:
    """Equal and changed runs; with the budget spent, the middle counts as changed."""
    i = j = 0
    for x, y, length in _same(old, new, budget):
        if x > i or y > j:
            yield Step(False, old[i:x], new[j:y])  # noqa: FBT003
        i, j = x + length, y + length
        if length:
            yield Step(True, old[x:i], new[y:j])  # noqa: FBT003


def _same(
    old: Sequence[T], new: Sequence[T], budget: Budget
) -> Iterator[tuple[int, int, int]]:
    """Equal runs as (start in old, start in new, length), then one of length 0."""
    start = _length_of_same(old, new)
    end = _length_of_same(old[start:][::-1], new[start:][::-1])
    yield 0, 0, start
    a, b = old[start : len(old) - end], new[start : len(new) - end]
    work = len(a) * len(b) // PAIRS_AT_ONCE + len(a) + len(b)
    if len(a) * len(b) <= MOST_PAIRS and budget.allows(work):
        for match in LCSseq.opcodes(a, b).as_matching_blocks():
            yield start + match.a, start + match.b, match.size
    yield len(old) - end, len(new) - end, end
    yield len(old), len(new), 0


def _length_of_same(a: Sequence[T], b: Sequence[T]) -> int:
    length = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        length += 1
    return length
