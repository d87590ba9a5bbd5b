"""The page cache: one render per URL and edition, limited, and never poisoned."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from extensions import db
from models.base import transaction
from tests.conftest import Clock
from tests.factories import make_article, make_region
from web.cache.page_store import PageStore

READERS = 20


@pytest.mark.parametrize("address", ["/", "/articles/the-line", "/stream"])
def test_page_is_rendered_once_however_many_ask(
    app: Flask, rendered: list[str], address: str
) -> None:
    make_article(slug="the-line")
    together = threading.Barrier(READERS)

    def read(_reader: int) -> bytes:
        together.wait()
        page: bytes = app.test_client().get(address).data
        return page

    with ThreadPoolExecutor(READERS) as readers:
        pages = set(readers.map(read, range(READERS)))
    assert len(pages) == 1
    assert len(rendered) == 1


def test_new_edition_means_a_new_page(client: FlaskClient, rendered: list[str]) -> None:
    region = make_region("Europe")
    assert "Europe" in client.get("/regions/europe").text
    with transaction():
        region.name = "The peninsula"
    assert "The peninsula" in client.get("/regions/europe").text
    client.get("/regions/europe")
    assert rendered == ["regions/show.html"] * 2


def test_change_by_another_process_is_seen_within_a_second(
    client: FlaskClient, database_url: str
) -> None:
    make_article(slug="the-line", headline="Before")
    assert "Before" in client.get("/articles/the-line").text
    other = create_engine(database_url)
    with other.begin() as connection:
        connection.execute(text("UPDATE articles SET headline = 'After'"))
        connection.execute(text("UPDATE editions SET number = number + 1"))
    other.dispose()
    since = time.monotonic()
    while "After" not in client.get("/articles/the-line").text:
        assert time.monotonic() - since < 1.5


def test_scheduled_story_appears_without_a_worker_or_a_change(
    client: FlaskClient, clock: Clock
) -> None:
    due = clock.now + timedelta(hours=1)
    make_article(slug="soon", headline="The tide tables", published_at=due)
    addresses = ("/", "/latest/", "/latest/list")
    assert all("tide tables" not in client.get(a).text for a in addresses)
    clock.now = due - timedelta(microseconds=1)
    assert all("tide tables" not in client.get(a).text for a in addresses)
    clock.now = due
    assert all("tide tables" in client.get(a).text for a in addresses)


def test_no_shared_cache_keeps_a_page_past_the_next_story(
    client: FlaskClient, clock: Clock
) -> None:
    due = clock.now + timedelta(hours=1)
    make_article(published_at=due)
    assert client.get("/").cache_control.s_maxage == 60
    clock.now = due - timedelta(seconds=7)
    assert client.get("/").cache_control.s_maxage == 7


def test_withdrawn_story_is_gone_at_once(app: Flask, client: FlaskClient) -> None:
    article = make_article(slug="the-line")
    assert client.get("/articles/the-line").status_code == 200
    with transaction():
        article.withdraw()
    assert client.get("/articles/the-line").status_code == 410
    assert _count(app) == 0


def test_memory_is_bounded(app: Flask, client: FlaskClient) -> None:
    make_article(slug="the-line")
    kept = app.extensions["page_cache"].with_query = PageStore(100_000)
    for number in range(40):
        assert client.get(f"/articles/the-line?open=x{number}").status_code == 200
        assert kept.bytes <= 100_000
        assert kept.bytes == sum(page.cost() for page in kept._pages.values())
    assert 0 < len(kept) < 40
    kept.clear()
    assert (kept.bytes, len(kept)) == (0, 0)


def test_invented_queries_evict_no_page(
    app: Flask, client: FlaskClient, rendered: list[str]
) -> None:
    app.extensions["page_cache"].with_query = PageStore(50_000)
    client.get("/latest/")
    for number in range(20):
        client.get(f"/?open=zz{number}")
    before = len(rendered)
    client.get("/latest/")
    assert len(rendered) == before


def test_order_of_what_is_open_makes_no_difference(
    client: FlaskClient, rendered: list[str]
) -> None:
    pages = {client.get(f"/?open={o}").data for o in ("a,b", "b,a", "b,,a,b", "a,b,")}
    assert len(pages) == len(rendered) == 1
    assert client.get("/?open=,").data == client.get("/").data
    assert len(rendered) == 2


@pytest.mark.parametrize(
    "query", ["utm_source=x", "a=1&a=2", "open=", "=", "&&", "opeN=x"]
)
def test_unknown_parameters_add_no_entry(
    client: FlaskClient, rendered: list[str], query: str
) -> None:
    plain = client.get("/")
    answer = client.get(f"/?{query}")
    assert answer.data == plain.data
    assert answer.headers["ETag"] == plain.headers["ETag"]
    assert len(rendered) == 1


def test_leading_slashes_add_no_entry(client: FlaskClient, rendered: list[str]) -> None:
    for path in ("/latest/", "//latest/", "/////latest/"):
        assert client.get("/", environ_overrides={"PATH_INFO": path}).status_code == 200
    assert len(rendered) == 1


def test_view_never_sees_unknown_parameters(app: Flask, client: FlaskClient) -> None:
    from flask import request, request_started

    seen: list[dict[str, str]] = []
    with request_started.connected_to(
        lambda _app: seen.append(dict(request.args)), app
    ):
        client.get("/?b=2&open=x&utm_source=x&a=1&open=y")
    assert seen == [{"open": "x"}]


def test_order_of_parameters_makes_no_difference(
    client: FlaskClient, rendered: list[str]
) -> None:
    for _ in range(25):
        make_article()
    html = client.get("/").text
    cursor = html.partition("/?after=")[2].partition("#")[0]
    one, other = (
        urlencode({"after": cursor, "open": "x"}),
        urlencode({"open": "x", "after": cursor}),
    )
    assert client.get(f"/?{one}").data == client.get(f"/?{other}").data
    assert len(rendered) == 2


def test_first_of_several_values_counts(
    client: FlaskClient, rendered: list[str]
) -> None:
    first = client.get("/?open=a")
    assert client.get("/?open=a&open=b").headers["ETag"] == first.headers["ETag"]
    assert len(rendered) == 1


@pytest.mark.parametrize(
    "address", ["/articles/nothing", "/articles/taken", "/?after=x"]
)
def test_errors_and_redirects_are_not_cached(
    app: Flask, client: FlaskClient, address: str
) -> None:
    make_article(slug="taken", status="withdrawn")
    assert client.get(address).status_code >= 400
    assert _count(app) == 0


def test_server_error_is_not_cached(app: Flask, client: FlaskClient) -> None:
    make_article(slug="the-line")
    mend = _break(app)
    answer = client.get("/articles/the-line")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (500, "no-store")
    mend()
    assert client.get("/articles/the-line").status_code == 200


def test_server_error_in_a_new_edition_serves_the_old_page(
    app: Flask, client: FlaskClient
) -> None:
    make_article(slug="the-line")
    before = client.get("/articles/the-line").data
    make_article()
    _break(app)
    assert client.get("/articles/the-line").data == before


def test_old_page_is_served_for_five_minutes_at_most(
    app: Flask, client: FlaskClient, clock: Clock
) -> None:
    article = make_article(slug="the-line")
    client.get("/articles/the-line")
    clock.advance(hours=1)
    client.get("/articles/the-line")
    with transaction():
        article.withdraw()
    _break(app)
    clock.advance(minutes=4)
    assert client.get("/articles/the-line").status_code == 200
    clock.advance(minutes=2)
    assert client.get("/articles/the-line").status_code == 500
    assert _count(app) == 0


def test_own_commits_show_at_once(app: Flask, client: FlaskClient) -> None:
    watch = app.extensions["edition_watch"]
    for number in range(5):
        client.get("/")
        make_article(headline=f"Number {number}")
        assert f"Number {number}" in client.get("/").text
    assert watch.holds(app.config["CLOCK"]()) is not None
    db.session.remove()


def _count(app: Flask) -> int:
    cache = app.extensions["page_cache"]
    return len(cache.plain) + len(cache.with_query)


def _break(app: Flask) -> Callable[[], None]:
    """The article page fails until it is repaired."""
    views: dict[str, Any] = app.view_functions
    sound = views["articles.show"]

    @wraps(sound)
    def broken(slug: str) -> str:
        raise KeyError(slug)

    def mend() -> None:
        views["articles.show"] = sound

    views["articles.show"] = broken
    return mend
