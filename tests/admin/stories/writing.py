"""The requests of an editor's browser while writing, and what is stored."""

import math
from typing import Any

import pytest
from sqlalchemy import select

from extensions import db
from models.base import transaction
from models.stories.article import Article
from models.stories.draft import Draft, lock_story
from models.stories.revision import Revision
from tests.factories import make_article
from tests.newsroom import Desk

BODY = "<p>One.</p><p>Two.</p><hr data-fold><p>Three.</p>"


def make_story(**given: Any) -> Article:
    """A new, empty story."""
    blank = {"headline": "", "dek": "", "opening": "", "rest": ""}
    return make_article(**{**blank, "status": "draft", "published_at": None, **given})


def fields(version: int, **given: Any) -> dict[str, Any]:
    story = {"headline": "A headline", "dek": "", "body": BODY, "kind": "article"}
    return {"version": version, **story, **given}


def autosave(desk: Desk, story: Article, version: int, **given: Any) -> Any:
    address = f"/admin/articles/{story.id}/draft"
    headers = {"Accept": "application/json"}
    data = fields(version, story_key=story.key, **given)
    return desk.post(address, data=data, headers=headers)


def save(desk: Desk, story: Article, version: int, **given: Any) -> Any:
    data = fields(version, story_key=story.key, **given)
    return desk.post(f"/admin/articles/{story.id}", data=data)


def revisions(story: Article) -> list[tuple[str, str]]:
    """The kind and headline of each revision, oldest first."""
    db.session.rollback()
    rows = select(Revision).where(Revision.article_id == story.id)
    return [
        (row.kind, row.content.headline)
        for row in db.session.scalars(rows.order_by(Revision.number))
    ]


def draft(story: Article) -> Draft:
    db.session.rollback()
    return db.session.get_one(Draft, story.id)


def locked(story: Article) -> Article:
    """Within a transaction."""
    found = lock_story(story.id)
    assert found
    return found


def stored(story: Article) -> Article:
    db.session.rollback()
    return db.session.get_one(Article, story.id)


def hold_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps a slow moment from adding the query for the edition."""
    monkeypatch.setattr("web.cache.edition_watch.LOOK_AGAIN_AFTER", math.inf)


def change(story: Article, **values: Any) -> None:
    with transaction():
        for name, value in values.items():
            setattr(story, name, value)
