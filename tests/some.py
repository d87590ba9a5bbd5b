"""Loops in tests must run: an empty loop asserts nothing and passes."""

from collections.abc import Iterable
from typing import TypeVar

Item = TypeVar("Item")


def some(items: Iterable[Item]) -> list[Item]:
    """The items as a list; fails when there are none."""
    found = list(items)
    assert found, "there is nothing to test"
    return found
