"""Guards loops in tests: an empty loop would assert nothing and pass."""

from collections.abc import Iterable
from typing import TypeVar

Item = TypeVar("Item")


def some(items: Iterable[Item]) -> list[Item]:
    """The items as a list; fails if there are none."""
    found = list(items)
    assert found, "there is nothing to test"
    return found
