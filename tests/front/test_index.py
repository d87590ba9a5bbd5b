"""The front page."""

from datetime import timedelta

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from models.front_page import FrontPageSlot
from tests.conftest import Clock
from tests.factories import keep, make_article, make_region


def test_empty_magazine_says_so(client: FlaskClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert "Nothing has been published yet" in answer.text


def test_curated_stories_come_first(client: FlaskClient) -> None:
    chosen = make_article(slug="chosen", headline="The chosen one")
    for _ in range(6):
        make_article()
    keep(FrontPageSlot(position=0, article=chosen))
    page = client.get("/").text
    assert page.index("The chosen one") < page.index("Story number")


def test_slot_expires(client: FlaskClient, clock: Clock) -> None:
    old = make_article(headline="The old lead")
    for _ in range(9):
        make_article()
    end = clock.now + timedelta(hours=1)
    keep(FrontPageSlot(position=0, article=old, expires_at=end))
    assert "The old lead" in client.get("/").text
    clock.now = end
    assert "The old lead" not in client.get("/").text


def test_no_story_appears_twice(client: FlaskClient) -> None:
    for number in range(12):
        make_article(slug=f"s{number}", regions=[])
    page = BeautifulSoup(client.get("/").text, "html.parser")
    shown = [
        link["href"] for link in page.select("main :is(h2, h3) > a[href^='/articles/']")
    ]
    assert len(shown) == len(set(shown)) > 6


def test_regions_have_their_strips(client: FlaskClient) -> None:
    europe = make_region("Europe")
    for _ in range(12):
        make_article(regions=[europe])
    assert 'id="strip-europe"' in client.get("/").text
