"""The edition advances with changes readers could see, and with no others."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from extensions import db
from models.base import transaction
from models.edition import Edition
from models.edition_state import read_edition
from models.front_page import FrontPageSlot
from models.pictures.picture import Picture
from models.redirect import Redirect
from models.setting import NAMES, Newsroom, Setting, write_newsroom
from models.stories.article import Article
from models.taxonomy.region import Region
from tests.conftest import Clock
from tests.factories import (
    keep,
    make_article,
    make_contributor,
    make_picture,
    make_region,
    make_topic,
)


@pytest.fixture
def edition(app: Flask, clock: Clock) -> Callable[[], int]:
    def number() -> int:
        db.session.rollback()
        found = read_edition(clock.now).number
        db.session.rollback()  # an open read transaction would block SQLite's writers
        return found

    return number


def _story() -> Article:
    return db.session.scalars(select(Article)).one()


def _set(**values: Any) -> Callable[[], None]:
    def action() -> None:
        for name, value in values.items():
            setattr(_story(), name, value)

    return action


ACTIONS: dict[str, Callable[[], Any]] = {
    "headline": _set(headline="Another"),
    "body": lambda: _story().write("<p>New.</p>", ""),
    "withdrawal": lambda: _story().withdraw(),
    "taken back to a draft": _set(status="draft"),
    "deletion": lambda: db.session.delete(_story()),
    "another region": lambda: _story().regions.append(Region(slug="b", name="B")),
    "no region": lambda: _story().regions.clear(),  # noqa: PLW0108
    "no byline": lambda: _story().contributors.clear(),  # noqa: PLW0108
    "no topic": lambda: _story().topics.clear(),  # noqa: PLW0108
    "region's name": lambda: setattr(_story().regions[0], "name", "Other"),
    "topic's name": lambda: setattr(_story().topics[0], "name", "Other"),
    "contributor's name": lambda: setattr(_story().contributors[0], "name", "Other"),
    "picture's words": lambda: setattr(_story().lead_picture, "caption", "Other"),
    "picture's files": lambda: setattr(_story().lead_picture, "rendition_rows", [{}]),
    "setting": lambda: write_newsroom(Newsroom(name="Other")),
    "slot": lambda: db.session.add(FrontPageSlot(position=0, article=_story())),
    "redirect": lambda: db.session.add(Redirect(old_path="/a", new_path="/b")),
    "two at once": lambda: [_set(dek="A")(), _story(), _set(headline="B")()],
}


@pytest.fixture
def story(app: Flask) -> Article:
    return make_article(
        regions=[make_region("Europe")],
        topics=[make_topic("Maps")],
        contributors=[make_contributor("Ines")],
        lead_picture=make_picture(),
    )


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)
def test_visible_change_advances_once(
    edition: Callable[[], int], story: Article, action: Callable[[], None]
) -> None:
    before = edition()
    with transaction():
        action()
    assert edition() == before + 1


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)
def test_rolled_back_change_does_not_advance(
    edition: Callable[[], int], story: Article, action: Callable[[], None]
) -> None:
    before = edition()
    with pytest.raises(ZeroDivisionError), transaction():  # noqa: PT012
        action()
        db.session.flush()
        raise ZeroDivisionError
    assert edition() == before


@pytest.mark.parametrize("status", ["draft", "submitted"])
def test_drafts_are_saved_without_an_edition(
    edition: Callable[[], int], status: str
) -> None:
    before = edition()
    draft = make_article(status=status)
    for headline in ("One", "Two"):
        with transaction():
            draft.headline = headline
    with transaction():
        draft.status = "submitted"
    with transaction():
        db.session.delete(draft)
    assert edition() == before


@pytest.mark.parametrize("step", [-1, 0, 3600])
def test_first_publication_advances_now_or_later(
    edition: Callable[[], int], clock: Clock, step: int
) -> None:
    draft = make_article(status="draft")
    before = edition()
    with transaction():
        draft.publish(clock.now + timedelta(seconds=step))
    assert edition() == before + 1


def test_saving_without_changes_does_not_advance(
    edition: Callable[[], int], story: Article
) -> None:
    before = edition()
    with transaction():
        story.headline = str(story.headline)
        write_newsroom(Newsroom())
    assert edition() == before + 1  # the settings were stored for the first time
    with transaction():
        write_newsroom(Newsroom())
    assert edition() == before + 1


def test_rolled_back_savepoint_keeps_the_advance_of_the_rest(
    edition: Callable[[], int], story: Article
) -> None:
    before = edition()
    with transaction():
        nested = db.session.begin_nested()
        story.headline = "Never"
        db.session.flush()
        nested.rollback()
        _story().dek = "This is new."
    assert edition() == before + 1


def test_edition_advances_in_the_same_transaction(app: Flask, story: Article) -> None:
    number = db.session.scalar(select(Edition.number))
    with pytest.raises(ZeroDivisionError), transaction():  # noqa: PT012
        story.headline = "Other"
        db.session.flush()
        assert db.session.scalar(select(Edition.number)) == (number or 0) + 1
        raise ZeroDivisionError


def test_concurrent_writers_all_advance(app: Flask, edition: Callable[[], int]) -> None:
    before, writers, names = edition(), 6, sorted(NAMES)
    together = threading.Barrier(writers)

    def write(number: int) -> None:
        with app.app_context():
            together.wait()
            keep(Setting(name=names[number], value="x"))

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))
    assert edition() == before + writers


def test_next_due_time_is_the_nearest(app: Flask, clock: Clock) -> None:
    assert read_edition(clock.now).next_due_at is None
    soon, later = clock.now + timedelta(hours=1), clock.now + timedelta(hours=5)
    make_article(published_at=later)
    make_article(published_at=soon)
    make_article(published_at=clock.now, status="published")
    make_article(published_at=clock.now + timedelta(minutes=1), status="draft")
    assert read_edition(clock.now).next_due_at == soon
    assert read_edition(soon).next_due_at == later
    assert read_edition(soon) != read_edition(clock.now)


def test_expiry_of_a_slot_is_a_due_time(app: Flask, clock: Clock) -> None:
    end = clock.now + timedelta(hours=1)
    article = make_article(headline="In the slot")
    keep(FrontPageSlot(position=0, article=article, expires_at=end))
    assert read_edition(clock.now).next_due_at == end
    assert read_edition(end).next_due_at is None


def test_claiming_a_picture_does_not_advance(
    edition: Callable[[], int], story: Article, clock: Clock
) -> None:
    from sqlalchemy import update

    before = edition()
    with transaction():
        db.session.execute(update(Picture).values(claimed_until=clock.now))
    assert edition() == before
