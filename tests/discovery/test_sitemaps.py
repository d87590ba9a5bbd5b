"""Sitemaps list everything public, and nothing else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from blueprints.discovery import queries
from models.base import transaction
from models.setting import Newsroom, write_newsroom
from tests.conftest import Clock
from tests.factories import (
    make_article,
    make_contributor,
    make_correction,
    make_region,
    make_topic,
)

SITE = "http://localhost"
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
}


def read(client: FlaskClient, path: str) -> ET.Element:
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    return ET.fromstring(answer.text)


def entries(client: FlaskClient, path: str) -> dict[str, str | None]:
    """Paths with their lastmod."""
    found = {}
    for entry in read(client, path):
        address = entry.findtext("s:loc", "", NAMES)
        assert address.startswith(f"{SITE}/")
        found[address.removeprefix(SITE)] = entry.findtext("s:lastmod", None, NAMES)
    return found


def every_address(client: FlaskClient) -> Iterator[str]:
    for part in entries(client, "/sitemap.xml"):
        yield from entries(client, part)


def at(day: int, month: int = 11, **more: int) -> datetime:
    return datetime(2026, month, day, tzinfo=UTC) + timedelta(**more)


def test_index_lists_everything_public(client: FlaskClient, clock: Clock) -> None:
    hidden = {"regions": [], "contributors": [make_contributor("Later")]}
    make_article(slug="draft", status="draft", published_at=at(1))
    make_article(slug="withdrawn", status="withdrawn", published_at=at(1))
    make_article(slug="scheduled", published_at=at(24), **hidden)
    make_article(slug="first", published_at=at(1))
    make_article(slug="last-moment", published_at=at(1, microseconds=-1))
    make_article(slug="brief", kind="brief", published_at=at(2))
    make_article(slug="about", kind="page", published_at=at(3, month=2))
    make_article(
        slug="old & odd ü",
        published_at=at(9, month=2),
        regions=[make_region("Europe")],
        topics=[make_topic("Maps"), make_topic("Rivers")],
        contributors=[make_contributor("Ana")],
    )
    assert list(entries(client, "/sitemap.xml")) == [
        "/sitemap-places.xml",
        *(f"/sitemap-2026-{month}.xml" for month in ("11", "10", "02")),
    ]
    assert [*entries(client, "/sitemap-2026-11.xml")] == [
        "/articles/brief",
        "/articles/first",
    ]
    found = list(every_address(client))
    assert len(set(found)) == len(found)
    assert {*found} == {
        *("/", "/regions/", "/briefs/", "/latest/", "/feeds/", "/regions/europe"),
        *("/topics/maps", "/topics/rivers", "/contributors/ana", "/pages/about"),
        *("/articles/brief", "/articles/first", "/articles/last-moment"),
        "/articles/old%20&%20odd%20%C3%BC",
    }
    assert {client.get(path).status_code for path in found} == {200}
    clock.advance(days=2)
    assert "/articles/scheduled" in every_address(client)


def test_lastmod_is_the_last_correction(client: FlaskClient) -> None:
    story = make_article(slug="told", published_at=at(1))
    make_article(slug="still", published_at=at(3))
    with transaction():
        story.updated_at = at(5, hours=7)
    make_correction(story)
    assert entries(client, "/sitemap-2026-11.xml") == {
        "/articles/still": "2026-11-03T00:00:00Z",
        "/articles/told": "2026-11-05T07:00:00Z",
    }
    index = entries(client, "/sitemap.xml")
    assert index["/sitemap-2026-11.xml"] == "2026-11-05T07:00:00Z"


def test_large_month_has_several_parts(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST", 2)
    for day in range(1, 6):
        make_article(slug=f"story-of-{day}", published_at=at(day))
    months = [path for path in entries(client, "/sitemap.xml") if "2026" in path]
    assert months == [f"/sitemap-2026-11{end}.xml" for end in ("", "-2", "-3")]
    parts = [[*entries(client, path)] for path in months]
    assert [len(part) for part in parts] == [2, 2, 1]
    newest_first = [f"/articles/story-of-{day}" for day in range(5, 0, -1)]
    assert [path for part in parts for path in part] == newest_first


def test_unknown_part_is_missing(client: FlaskClient) -> None:
    make_article(published_at=at(1))
    for part in (
        *("2026-12", "2026-13", "2026-00", "26-11", "2026-11-1", "2026-11-2", "x"),
        *("2026-11-02", "0000-01", "9999-12", "٢٠٢٦-11", "2026-11-99999"),
    ):
        assert client.get(f"/sitemap-{part}.xml").status_code == 404, part


def test_news_sitemap_covers_two_days(client: FlaskClient, clock: Clock) -> None:
    with transaction():
        write_newsroom(Newsroom(name="Sea & <Land>", language="pt-BR"))
    headline = "Tides & <b>currents</b>, \x0bagain"
    make_article(slug="new", headline=headline, published_at=clock.now)
    make_article(slug="old", published_at=clock.now - timedelta(days=2))
    make_article(slug="soon", published_at=clock.now + timedelta(days=3))
    make_article(slug="page", kind="page", published_at=clock.now)
    (entry,) = read(client, "/news-sitemap.xml")
    assert entry.findtext("s:loc", None, NAMES) == f"{SITE}/articles/new"
    fields = {part.tag.partition("}")[2]: part.text for part in entry.iter()}
    assert fields["name"] == "Sea & <Land>"
    assert fields["language"] == "pt"
    assert fields["publication_date"] == "2026-11-23T09:00:00Z"
    assert fields["title"] == "Tides & <b>currents</b>, again"
    clock.advance(days=2)
    assert client.get("/news-sitemap.xml").status_code == 404
