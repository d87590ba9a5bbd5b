"""A contributor's page."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from models.listing.cursor import Cursor
from tests.conftest import Clock
from tests.factories import LONG_AGO, make_article, make_contributor


def test_page_shows_the_profile_and_stories(client: FlaskClient) -> None:
    ines = make_contributor("Ines", role="StaffMember", biography="<p>Born at sea.</p>")
    make_article(headline="By Ines", contributors=[ines])
    make_article(kind="brief", headline="In short", contributors=[ines])
    make_article(headline="By another")
    page = client.get("/contributors/ines").text
    for words in ("StaffMember", ">Born at sea.</p>", "By Ines", "In short"):
        assert words in page
    assert "By another" not in page


def test_name_is_escaped(client: FlaskClient) -> None:
    ines = make_contributor("<b>Ines</b>", slug="ines", role="<i>x</i>")
    make_article(contributors=[ines])
    page = client.get("/contributors/ines").text
    assert "<b>Ines" not in page
    assert "<i>x" not in page


def test_unknown_contributor_is_missing(client: FlaskClient) -> None:
    assert client.get("/contributors/nobody").status_code == 404


@pytest.mark.parametrize("query", ["", f"?after={Cursor(LONG_AGO, 1)}"])
def test_contributor_is_missing_until_they_have_a_public_story(
    client: FlaskClient, clock: Clock, query: str
) -> None:
    ines = make_contributor("Ines")
    make_article(status="draft", contributors=[ines])
    make_article(published_at=clock.now + timedelta(hours=1), contributors=[ines])
    assert client.get(f"/contributors/ines{query}").status_code == 404
    clock.advance(hours=1)
    assert client.get(f"/contributors/ines{query}").status_code == 200


def test_index_lists_who_has_written_something_public(client: FlaskClient) -> None:
    make_article(contributors=[make_contributor("Ines Calloway")])
    make_article(status="draft", contributors=[make_contributor("Ann Nobody")])
    page = client.get("/contributors/").text
    assert 'href="/contributors/ines-calloway"' in page
    assert "Ann Nobody" not in page
