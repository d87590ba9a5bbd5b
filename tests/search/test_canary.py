"""Search results never contain unpublished text."""

from dataclasses import replace
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from models.stories.content import Content
from models.stories.draft import Draft
from tests.conftest import Clock
from tests.factories import keep, make_article, make_contributor, make_picture


def test_unpublished_text_is_never_found(
    app: Flask, client: FlaskClient, clock: Clock
) -> None:
    """Not by a headline, dek, text, caption or name; nor what a draft would change."""
    texts = {
        "headline": "Canary",
        "dek": "Canary",
        "opening": "<p>Canary</p>",
        "lead_picture": make_picture(caption="Canary"),
        "contributors": [make_contributor("Canary")],
    }
    for status, days in (
        *(("draft", -1), ("submitted", -1), ("withdrawn", -1), ("published", 1)),
    ):
        at = clock.now + timedelta(days=days)
        make_article(status=status, published_at=at, **texts)
        make_article(status=status, published_at=at, kind="brief", **texts)
    shown = make_article(headline="Shown")
    content = replace(Content.of(shown), headline="Canary", dek="Canary")
    keep(Draft(article_id=shown.id, stored=content.as_json(), changed_at=clock.now))
    everywhere = [
        f"{path}?q=canary"
        for path in (
            *("/search/", "/search/suggestions", "/latest/", "/latest/list"),
            *("/latest/feed.rss", "/latest/feed.atom", "/latest/feed.json"),
        )
    ]
    for address in everywhere:
        answer = client.get(address)
        assert answer.status_code == 200
        for said_again in ("Canary", "story-"):
            assert said_again not in answer.text, address
    clock.advance(days=2)
    for address in everywhere:
        assert client.get(address).text.count("story-") >= 2, address
