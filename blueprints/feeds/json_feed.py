"""JSON Feed 1.1: https://www.jsonfeed.org/version/1.1/."""

import json
from typing import Any

from blueprints.feeds.entry import FeedEntry
from blueprints.feeds.feed import Feed
from web.site.structured_data import machine_time


def json_feed(feed: Feed, language: str) -> str:
    facts = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home_url,
        "feed_url": feed.self_url,
        "next_url": feed.next_url,
        "description": feed.description,
        "icon": feed.icon,
        "language": language,
        "hubs": [{"type": "WebSub", "url": feed.hub}] if feed.hub else None,
    }
    items = [_item(entry) for entry in feed.entries]
    return json.dumps({**_without_empty(facts), "items": items}, ensure_ascii=False)


def _item(entry: FeedEntry) -> dict[str, Any]:
    """JSON Feed requires a content field: without HTML, the dek or the headline."""
    text = entry.summary or entry.title
    return _without_empty(
        {
            "id": entry.id,
            "url": entry.url,
            "title": entry.title,
            "summary": entry.summary,
            "content_html": entry.html,
            "content_text": None if entry.html else text,
            "image": entry.image and entry.image.url,
            "date_published": machine_time(entry.published),
            "date_modified": machine_time(entry.updated),
            "authors": [{"name": a.name, "url": a.url} for a in entry.authors],
            "tags": [category.label for category in entry.categories],
            "_media": _media(entry),
        }
    )


def _media(entry: FeedEntry) -> dict[str, str] | None:
    """An extension: JSON Feed has no fields for these; custom names begin with "_"."""
    if entry.image is None:
        return None
    return _without_empty(
        {"alt_text": entry.image.alt_text, "credit": entry.image.credit}
    )


def _without_empty(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value}
