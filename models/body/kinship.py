"""Matches the blocks of two texts that are versions of each other.

The editor finds the same pairs: static/js/editor/merging/kinship.js.
"""

import re
from collections.abc import Iterator, Sequence

from models.body.node import Node

WORDS = re.compile(r"\w+")
TAGS = re.compile(r"<[^>]*>")
KINSHIP = 0.35  # the least share of common words, from 0 to 1


def akin(old: Sequence[Node], new: Sequence[Node]) -> list[tuple[int, int]]:
    """Pairs of indexes, in order, with the greatest total share of common words."""
    before, after = ([(n.tag, _words_in(n)) for n in side] for side in (old, new))
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    shared = [[_kinship(one, other) for other in after] for one in before]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            together = shared[i][j] + best[i + 1][j + 1] if shared[i][j] else 0.0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    return list(_chosen(best, shared))


def _chosen(
    best: list[list[float]], shared: list[list[float]]
) -> Iterator[tuple[int, int]]:
    i = j = 0
    while i < len(shared) and j < len(shared[i]):
        if shared[i][j] and best[i][j] == shared[i][j] + best[i + 1][j + 1]:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def _kinship(
    one: tuple[str, frozenset[str]], other: tuple[str, frozenset[str]]
) -> float:
    """The share of common words, from 0 to 1; 0 below KINSHIP."""
    (tag, words), (other_tag, other_words) = one, other
    most = len(words) + len(other_words)
    if tag != other_tag or not most:
        return 0.0
    share = 2 * len(words & other_words) / most
    return share if share >= KINSHIP else 0.0


def _words_in(node: Node) -> frozenset[str]:
    return frozenset(WORDS.findall(TAGS.sub(" ", str(node))))
