"""A rename that affects many stories is indexed in the background."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from extensions import db
from jobs import reindexing
from jobs.reindexing import reindex_what_is_due
from models.base import transaction
from models.claimable import WORK_IS_DUE
from models.listing.search import index
from models.listing.search.reindexing import Reindexing
from models.taxonomy.contributor import Contributor
from tests.conftest import Clock
from tests.factories import make_article, make_contributor


@pytest.fixture
def ana(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Contributor:
    """A contributor with more stories than are indexed at once."""
    monkeypatch.setattr(index, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(reindexing, "BATCH", 2)
    ana = make_contributor("Ana Reyes")
    for number in range(5):
        make_article(slug=f"story-{number}", contributors=[ana])
    return ana


def found(client: FlaskClient, words: str) -> int:
    page = client.get("/search/", query_string={"q": words}).text
    return sum(f'href="/articles/story-{number}"' in page for number in range(5))


def rename(person: Contributor, name: str) -> None:
    with transaction():
        person.name = name


def test_new_name_is_found_after_the_worker_has_run(
    client: FlaskClient, clock: Clock, ana: Contributor
) -> None:
    rename(ana, "Beatriz Reyes")
    assert found(client, "Beatriz") == 0
    reindex_what_is_due(clock)
    assert found(client, "Beatriz") == 5
    assert found(client, "Ana") == 0
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Reindexing)) == 0


def test_rename_only_wakes_the_worker(app: Flask, ana: Contributor) -> None:
    ana.name = "Beatriz"
    db.session.flush()
    assert db.session().info[WORK_IS_DUE]
    db.session.rollback()
    assert WORK_IS_DUE not in db.session().info


def test_killed_worker_continues_where_it_was(
    client: FlaskClient,
    clock: Clock,
    ana: Contributor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rename(ana, "Beatriz Reyes")
    (claim,) = Reindexing.claim(clock())
    assert reindexing._batch(claim, clock())
    clock.advance(minutes=6)
    reindex_what_is_due(clock)
    assert found(client, "Beatriz") == 5


def test_few_stories_are_indexed_at_once(client: FlaskClient, app: Flask) -> None:
    eva = make_contributor("Eva")
    make_article(slug="story-1", contributors=[eva])
    rename(eva, "Carmen")
    assert found(client, "Carmen") == 1
