"""Fingerprints of form data: detects concurrent changes and lists differences."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from extensions import db

LONGEST_VALUE = 120  # characters


class EditConflict(Exception):
    """Someone else changed the data since the form was rendered."""


def fingerprint(state: object) -> str:
    """A hash that is equal for equal states, in all processes."""
    text = json.dumps(state, sort_keys=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def columns_of(row: Any) -> dict[str, Any]:
    """The row's columns with their values."""
    return {name: getattr(row, name) for name in row.__mapper__.columns.keys()}  # noqa: SIM118


def require_unchanged(state: object, began_with: str | None) -> None:
    """Within the transaction that changes the data. Raises EditConflict.

    `began_with` is the fingerprint that the form was rendered with.
    """
    db.session.flush()
    if fingerprint(state) != began_with:
        raise EditConflict


def what_changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """For the log: each field with its old and new value, or only the name if long."""
    names = [name for name in after if before.get(name) != after[name]]
    return "; ".join(_change(name, before.get(name), after[name]) for name in names)


def _change(name: str, before: object, after: object) -> str:
    texts = [_display(value) for value in (before, after)]
    label = name.removesuffix("_id").replace("_", " ")
    if max(map(len, texts)) > LONGEST_VALUE:
        return label
    return f"{label}: {texts[0]} → {texts[1]}"


def _display(value: object) -> str:
    if isinstance(value, list | tuple):
        return json.dumps(value, ensure_ascii=False)
    return "nothing" if value in (None, "") else f"“{value}”"
