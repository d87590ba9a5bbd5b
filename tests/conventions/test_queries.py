"""The number of queries of a public page does not grow with the content."""

import math
from contextvars import Context

import pytest
from flask import Flask

from extensions import db
from models.base import transaction
from models.front_page import FrontPageSlot
from models.newsletter.contents import begin_issue
from models.newsletter.newsletter import Newsletter
from models.setting import write_newsroom
from testbed.addresses import NoSample, addresses
from testbed.pages import count_queries, render
from tests import factories as make
from tests.conftest import START, Clock
from tests.conventions.magazine import NEWSROOM
from web.clock import now_of
from web.public import public

MOST = 8


@pytest.fixture(autouse=True)
def edition_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps a slow moment from adding the query for the edition."""
    monkeypatch.setattr("web.cache.edition_watch.LOOK_AGAIN_AFTER", math.inf)


def test_number_of_queries_does_not_grow(app: Flask, clock: Clock) -> None:
    fill(2)
    few = queries_by_page(app, clock)
    fill(10)
    many = queries_by_page(app, clock)
    assert many == few
    assert any("newsletter.archive.show" in page for page in many)
    assert {page: number for page, number in many.items() if number > MOST} == {}


def test_list_with_all_filters_has_constant_queries(app: Flask) -> None:
    story = {"regions": [make.make_region("Europe")], "kind": "brief"}
    people = {
        "topics": [make.make_topic("Maps")],
        "contributors": [make.make_contributor("Ines")],
    }
    make.make_article(
        headline="Tides", lead_picture=make.make_picture(), **story, **people
    )
    query = (
        "region=europe&topic=maps&contributor=ines&kind=brief&q=tides&from=2020-01-01"
    )
    shown = ("latest/", "latest/list", "latest/feed.rss", "latest/lines.json")
    _count(app, "/")
    for path in (*shown, "latest/embed", "search/", "embed/"):
        place = "" if path in ("search/", "embed/") else "contributors/ines/"
        assert 0 < _count(app, f"/{place}{path}?{query}") <= MOST, path


def test_public_page_that_nobody_counts_is_found(app: Flask, clock: Clock) -> None:
    fill(2)
    app._got_first_request = False
    app.add_url_rule("/tides/<port>", "tides.show", public()(lambda port: port))
    with pytest.raises(NoSample, match=r"tides\.show: <port>"):
        queries_by_page(app, clock)


def queries_by_page(app: Flask, clock: Clock) -> dict[str, int]:
    """Below the page cache, with the site context of this edition read before."""
    _count(app, "/")
    return {name: _count(app, path) for name, path in list(addresses(app, clock.now))}


def _count(app: Flask, path: str) -> int:
    take = render(app, path)
    db.session.rollback()
    app.extensions["edition_watch"].state(now_of(app))  # as the page cache does
    # Within this test's app context, pages would find what another has loaded.
    with count_queries() as statements:
        Context().run(take)
    return len(statements)


def fill(rows: int) -> None:
    """Adds this many of everything, all of them used by each new article."""
    several = range(rows)
    with transaction():
        write_newsroom(NEWSROOM)
    placed = {
        "regions": [make.make_region() for _ in several],
        "topics": [make.make_topic() for _ in several],
        "contributors": [
            make.make_contributor(portrait=make.make_picture()) for _ in several
        ],
    }
    make.make_article(published_at=START)  # recent enough for the news sitemap
    text = {"rest": make.REST + make.figures(make.make_picture())}
    for _ in several:
        make.make_correction(make.make_article(kind="page", **text))
        make.make_correction(make.make_article(kind="brief", **text, **placed))
    for _ in range(6 + rows):
        story = make.make_article(lead_picture=make.make_picture(), **text, **placed)
        make.make_correction(story)
    for _ in several:
        _archive_an_issue()
    for position in several:
        story = make.make_article(lead_picture=make.make_picture(), **text, **placed)
        make.make_correction(story)
        make.keep(FrontPageSlot(position=100 * rows + position, article=story))


def _archive_an_issue() -> None:
    """With every story so far, up to the usual number."""
    with transaction():
        newsletter = db.session.get_one(Newsletter, 1)
        newsletter.has_archive = True
        issue = begin_issue(newsletter, START)
        issue.state, issue.started_at = "sent", make.LONG_AGO
        assert issue.items
