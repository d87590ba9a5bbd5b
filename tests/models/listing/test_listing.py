"""Listings compared with a simple model in Python."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from extensions import db
from models.base import transaction
from models.listing.cursor import BadCursor, Cursor
from models.listing.line import read_lines, side_by_side
from models.listing.listing import Listing
from models.stories.article import Article
from models.stories.placement import ArticleRegion, ArticleTopic, Byline
from models.taxonomy.contributor import Contributor
from models.taxonomy.region import Region
from models.taxonomy.topic import Topic
from tests.factories import make_article

NOW = datetime(2026, 6, 1, tzinfo=UTC)
TAXONOMIES = ("one", "two")


@dataclass(frozen=True)
class Row:
    """An article of the model; times are steps from now."""

    step: int
    kind: str
    status: str
    regions: frozenset[str]
    topics: frozenset[str]
    contributors: frozenset[str]


placed = st.frozensets(st.sampled_from(TAXONOMIES))
rows = st.builds(
    Row,
    step=st.integers(-4, 2),  # a small range, so that many are equal
    kind=st.sampled_from(["article", "article", "brief", "page"]),
    status=st.sampled_from(["published", "published", "draft", "withdrawn"]),
    regions=placed,
    topics=placed,
    contributors=placed,
)
listings = st.builds(
    Listing,
    kind=st.sampled_from([None, "article", "brief"]),
    region=st.sampled_from([None, *TAXONOMIES, "nowhere"]),
    topic=st.sampled_from([None, *TAXONOMIES]),
    contributor=st.sampled_from([None, *TAXONOMIES]),
    limit=st.integers(1, 4),
)
modelled = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def stock(app: Flask) -> Callable[[list[Row]], dict[int, Row]]:
    """Empties the tables and stores rows; returns them by id."""
    taxonomies: dict[Any, dict[str, Any]] = {}
    with transaction():
        for taxonomy in (Region, Topic, Contributor):
            taxonomies[taxonomy] = {
                slug: taxonomy(slug=slug, name=slug) for slug in TAXONOMIES
            }
            db.session.add_all(taxonomies[taxonomy].values())

    def store(wanted: list[Row]) -> dict[int, Row]:
        with transaction():
            stored = {_article(row, taxonomies): row for row in wanted}
            db.session.add_all(stored)
        return {article.id: row for article, row in stored.items()}

    return store


def _article(row: Row, taxonomies: dict[Any, dict[str, Any]]) -> Article:
    article = Article(
        slug=f"s{id(row)}-{datetime.now(UTC).timestamp()}",
        headline="x",
        kind=row.kind,
        status=row.status,
        published_at=NOW + timedelta(hours=row.step),
    )
    article.regions = [taxonomies[Region][slug] for slug in sorted(row.regions)]
    article.topics = [taxonomies[Topic][slug] for slug in sorted(row.topics)]
    article.contributors = [
        taxonomies[Contributor][s] for s in sorted(row.contributors)
    ]
    return article


def empty() -> None:
    with transaction():
        for table in (ArticleRegion, ArticleTopic, Byline, Article):
            db.session.execute(delete(table))
    db.session.expunge_all()


def expected(stored: dict[int, Row], listing: Listing) -> list[int]:
    kinds = ("article", "brief") if listing.kind is None else (listing.kind,)
    chosen = [
        (row.step, id_)
        for id_, row in stored.items()
        if row.kind in kinds
        and row.status == "published"
        and row.step <= 0
        and (listing.region is None or listing.region in row.regions)
        and (listing.topic is None or listing.topic in row.topics)
        and (listing.contributor is None or listing.contributor in row.contributors)
        and id_ not in listing.leaving_out
    ]
    return [id_ for _, id_ in sorted(chosen, reverse=True)]


def read_through(listing: Listing, between: Callable[[], object] = list) -> list[int]:
    found: list[int] = []
    while True:
        page = listing.page(NOW)
        assert len(page.articles) <= listing.limit
        found += [article.id for article in page.articles]
        if page.next_cursor is None:
            return found
        listing = replace(listing, after=Cursor.read(str(page.next_cursor)))
        between()


@modelled
@given(st.lists(rows, max_size=14), st.lists(listings, min_size=1, max_size=6))
def test_paging_yields_each_article_once_in_order(
    stock: Callable[..., dict[int, Row]], wanted: list[Row], listings: list[Listing]
) -> None:
    empty()
    stored = stock(wanted)
    for listing in listings:
        assert read_through(listing) == expected(stored, listing)
    shorts = side_by_side([replace(one, limit=50) for one in listings], NOW)
    assert [[line.id for line in lines] for lines in shorts] == [
        expected(stored, one) for one in listings
    ]


@modelled
@given(st.lists(rows, min_size=4, max_size=12), listings, st.data())
def test_articles_can_be_left_out(
    stock: Callable[..., dict[int, Row]],
    wanted: list[Row],
    listing: Listing,
    data: st.DataObject,
) -> None:
    empty()
    stored = stock(wanted)
    out = data.draw(st.frozensets(st.sampled_from(sorted(stored))))
    without = replace(listing, leaving_out=out)
    assert read_through(without) == expected(stored, without)


@modelled
@given(st.lists(rows, max_size=12), listings, st.lists(rows, max_size=3))
def test_stories_published_meanwhile_do_not_shift_pages(
    stock: Callable[..., dict[int, Row]],
    wanted: list[Row],
    listing: Listing,
    newer: list[Row],
) -> None:
    empty()
    stored = stock(wanted)
    newest = [replace(row, step=0) for row in newer]
    found = read_through(listing, lambda: stock(newest))
    before = expected(stored, listing)
    assert [id_ for id_ in found if id_ in stored] == before
    assert len(found) == len(set(found))


@modelled
@given(st.lists(rows, min_size=3, max_size=14), listings, st.data())
def test_reaching_is_just_long_enough(
    stock: Callable[..., dict[int, Row]],
    wanted: list[Row],
    listing: Listing,
    data: st.DataObject,
) -> None:
    empty()
    stored = stock(wanted)
    order = expected(stored, listing)
    if not order:
        return
    place = data.draw(st.integers(0, len(order) - 1))
    cursor = Cursor.at(db.session.get_one(Article, order[place]))
    assert listing.reaching(cursor, NOW).limit == max(listing.limit, place + 1)


def test_lines_match_the_page(app: Flask) -> None:
    for _ in range(7):
        make_article()
    listing = Listing(limit=3)
    page, lines = listing.page(NOW), read_lines(listing, NOW)
    assert [a.slug for a in page.articles] == [line.slug for line in lines.lines]
    assert page.next_cursor == lines.next_cursor


def test_no_page_is_longer_than_the_most(app: Flask) -> None:
    with transaction():
        db.session.add_all(
            Article(slug=f"s{n}", headline="x", status="published", published_at=NOW)
            for n in range(Listing.MOST + 5)
        )
    page = Listing(limit=1000).page(NOW)
    assert len(page.articles) == Listing.MOST
    assert page.next_cursor is not None


def test_no_lists_need_no_query(app: Flask) -> None:
    assert side_by_side([], NOW) == []


moments = st.datetimes(
    datetime(1, 1, 2),  # noqa: DTZ001
    datetime(9999, 12, 30),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(moments, st.integers(0, 2**31 - 1))
def test_cursor_survives_its_url(moment: datetime, number: int) -> None:
    cursor = Cursor(moment, number)
    assert Cursor.read(str(cursor)) == cursor
    assert set(str(cursor)) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    )


@given(st.one_of(st.text(), st.text("ABCab019-_=", max_size=20)))
def test_any_text_is_a_cursor_or_a_bad_one(text: str) -> None:
    try:
        cursor = Cursor.read(text)
    except BadCursor:
        return
    assert str(cursor) == text


@pytest.mark.parametrize(
    "address", ["/", "/stream", "/latest/", "/briefs/", "/regions/x", "/topics/x",
                "/contributors/x", "/articles/x/stream"],
)  # fmt: skip
@pytest.mark.parametrize(
    "cursor", ["x", "é", "A" * 15, "_" * 16, "A" * 17, "AAAA AAAA"]
)
def test_bad_cursor_answers_400(
    reader_of_x: FlaskClient, address: str, cursor: str
) -> None:
    answer = reader_of_x.get(address, query_string={"after": cursor})
    assert answer.status_code == 400
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.fixture
def reader_of_x(client: FlaskClient) -> FlaskClient:
    with transaction():
        db.session.add_all(
            [taxonomy(slug="x", name="X") for taxonomy in (Region, Topic, Contributor)]
        )
    make_article(slug="x")
    return client
