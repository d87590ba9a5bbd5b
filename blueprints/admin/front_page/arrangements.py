"""A front-page arrangement as text and as a query parameter."""

from collections.abc import Mapping
from datetime import UTC, datetime

from flask import abort

from models.front_page import LEADING, Arrangement, FrontPagePlace
from models.stories.article import Article


def in_words(places: Arrangement, stories: Mapping[int, Article]) -> str:
    """For the audit log, and for members whose arrangement came too late."""
    named = []
    for number, place in enumerate(places, 1):
        article = stories.get(place.article_id or 0)
        name = f"“{article.headline}”" if article else "the newest"
        named.append(f"{number}. {name}")
    return ", ".join(named)


def query_of(places: Arrangement) -> str:
    """An arrangement as a query parameter: ids, some with an expiry time."""
    return ",".join(
        f"{place.article_id or ''}"
        + (f"@{int(place.expires_at.timestamp())}" if place.expires_at else "")
        for place in places
    )


def arrangement_of_query(
    query: Mapping[str, str],
) -> tuple[Arrangement | None, datetime | None]:
    """The stored arrangement without `places`; now without `at`. Aborts with 400."""
    try:
        at = datetime.fromtimestamp(int(query["at"]), UTC) if "at" in query else None
        if "places" not in query:
            return None, at
        return tuple(map(_place, query["places"].split(",")[: LEADING * 2])), at
    except (ValueError, OverflowError, OSError):
        abort(400)


def _place(text: str) -> FrontPagePlace:
    id_, _, end = text.partition("@")
    expires_at = datetime.fromtimestamp(int(end), UTC) if end else None
    return FrontPagePlace(int(id_[:9]) if id_ else None, expires_at)
