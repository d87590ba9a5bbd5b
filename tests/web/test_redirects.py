"""Old addresses redirect to the current ones."""

from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.base import transaction
from models.redirect import Redirect, is_on_this_site, with_other_end
from tests.conftest import Clock
from tests.conventions.routes import PAGES
from tests.factories import keep, make_article
from web.policy import Public


def moved(old: str, new: str) -> Redirect:
    return keep(Redirect(old_path=old, new_path=new))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "old", ["/2020/05/old-title/", "/articles/old", "/index.php", "/naïve"]
)
def test_old_address_redirects_permanently(
    client: FlaskClient, clock: Clock, method: str, old: str
) -> None:
    caching = Public().caching(None, clock.now)
    moved(old, "/articles/new")
    answer = client.open(old, method=method)
    assert (answer.status_code, answer.headers["Location"]) == (301, "/articles/new")
    assert answer.headers["Cache-Control"] == caching["Cache-Control"]
    assert answer.headers["CDN-Cache-Control"] == caching["CDN-Cache-Control"]


def test_old_fragment_opened_as_a_page_redirects(client: FlaskClient) -> None:
    moved("/articles/old/rest", "/articles/new")
    assert client.get("/articles/old/rest").status_code == 301


def test_existing_page_is_not_redirected(client: FlaskClient) -> None:
    make_article(slug="here")
    moved("/articles/here", "/articles/elsewhere")
    assert client.get("/articles/here").status_code == 200


def test_withdrawn_story_stays_gone(client: FlaskClient) -> None:
    make_article(slug="taken", status="withdrawn")
    moved("/articles/taken", "/articles/elsewhere")
    assert client.get("/articles/taken").status_code == 410


@pytest.mark.parametrize(
    "new",
    [
        "/a",
        "/a?again",
        "/a#here",
        "/%61",
    ],
)
def test_redirect_does_not_loop(client: FlaskClient, new: str) -> None:
    moved("/a", new)
    assert client.get("/a").status_code == 404


def test_redirect_starts_and_ends_with_its_edition(client: FlaskClient) -> None:
    assert client.get("/old").status_code == 404
    row = moved("/old", "/articles/new")
    assert client.get("/old").status_code == 301
    with transaction():
        row.new_path = "/articles/newer"
    assert client.get("/old").headers["Location"] == "/articles/newer"


def test_missing_slash_redirects_within_this_site(client: FlaskClient) -> None:
    answer = client.get("/regions?a=b", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.headers["Location"]) == (308, "/regions/?a=b")


def test_double_slashes_stay_on_this_site(client: FlaskClient) -> None:
    make_article(slug="here")
    for address in ("//articles//here", "/articles//here", "//evil.example//regions"):
        answer = client.get("/", environ_overrides={"PATH_INFO": address})
        assert answer.status_code in (308, 404)
        assert not answer.headers.get("Location", "/").startswith("//")


def test_extra_slash_redirects_to_the_page(client: FlaskClient) -> None:
    make_article(slug="a-b")
    for path, to in (
        ("/articles/a-b/?open=x", "/articles/a-b?open=x"),
        ("/newsletter/sent/", "/newsletter/sent"),
        ("/articles/%C3%A9%3Fx/", "/articles/%C3%A9%3Fx"),
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (308, to)
        assert client.post(path).status_code != 308
    assert client.get("/articles/a-b").status_code == 200
    assert client.get("/nothing/here/").status_code == 404


def test_every_page_is_found_with_and_without_a_slash(magazine: Flask) -> None:
    assert PAGES
    for path in PAGES.values():
        if path == "/":
            continue
        answer = magazine.test_client().get(with_other_end(path))
        assert (answer.status_code, answer.headers["Location"]) == (308, path)


@pytest.mark.parametrize(
    "path",
    [
        "/?p=12",
        "/?p=12&utm_source=x",
        "/?a=b&p=12",
        "/index.php?p=12",
        "/old/?c=1&p=12",
    ],
)
def test_redirect_may_match_a_query(client: FlaskClient, path: str) -> None:
    moved("/?p=12", "/articles/new")
    moved("/index.php?p=12", "/articles/new")
    moved("/old?c=1&p=12", "/articles/new")
    answer = client.get(path)
    assert (answer.status_code, answer.location) == (301, "/articles/new")


@pytest.mark.parametrize("query", ["", "?p=1", "?p=123", "?p=12%00", "?q=12", "?%ff=%"])
def test_other_queries_show_the_page(client: FlaskClient, query: str) -> None:
    moved("/?p=12", "/articles/new")
    assert client.get(f"/{query}").status_code == 200


def test_redirect_of_a_query_ends_with_its_edition(client: FlaskClient) -> None:
    row = moved("/?p=12", "/articles/new")
    assert client.get("/?p=12").status_code == 301
    with transaction():
        row.old_path = "/?p=13"
    assert client.get("/?p=12").status_code == 200
    assert client.get("/?p=13").status_code == 301


@pytest.mark.parametrize("new", ["/latest/?p=1", "/?p=1", "/?p=1&x=2"])
def test_redirected_query_does_not_loop(client: FlaskClient, new: str) -> None:
    moved("/?p=1", new)
    assert client.get("/?p=1").status_code == (301 if "latest" in new else 200)


def test_redirect_to_another_site_drops_the_query(client: FlaskClient) -> None:
    there = "https://archive.example/a?b=c"
    moved("/old", there)
    for path in ("/old", "/old?next=//evil.example", "/old/?b=d#e"):
        assert client.get(path).location == there


@given(path=st.text(max_size=30), query=st.text(max_size=30))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_visitor_cannot_choose_another_site(
    client: FlaskClient, path: str, query: str
) -> None:
    environ = {"PATH_INFO": f"/{quote(path)}", "QUERY_STRING": quote(query, safe="&=")}
    to = client.get("/", environ_overrides=environ).headers.get("Location", "/")
    assert is_on_this_site(to)


@pytest.mark.parametrize("stored", ["/old-story", "/old-story/"])
def test_redirect_matches_with_and_without_a_slash(
    client: FlaskClient, stored: str
) -> None:
    moved(stored, "/articles/new")
    for path in ("/old-story", "/old-story/"):
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (301, "/articles/new")


def test_exact_redirect_comes_first(client: FlaskClient) -> None:
    moved("/old", "/articles/without")
    moved("/old/", "/articles/with")
    assert client.get("/old/").location == "/articles/with"
    assert client.get("/old").location == "/articles/without"
