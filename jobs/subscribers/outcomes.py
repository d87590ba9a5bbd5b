"""Labels for the outcomes of a subscriber file's lines."""

from collections.abc import Mapping

NAMES = {
    "new confirmed": "New: will get the newsletter",
    "new unsubscribed": "New: kept as unsubscribed, never mailed",
    "new bounced": "New: kept as bounced, never mailed",
    "new complained": "New: kept as complained, never mailed",
    "new blocked": "New: kept as blocked, never mailed",
    "subscribed": "Known: the newsletter is added",
    "stricter": "Known: will no longer be mailed",
    "unchanged": "Known: nothing changes",
    "merged": "The same address again: merged",
    "unconfirmed": "Left out: never confirmed",
    "erased": "Left out: erased at their own request",
    "refused": "Refused: see below",
}


def in_order(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Labels with their counts, without zeros."""
    return [(name, counts[key]) for key, name in NAMES.items() if counts.get(key)]
