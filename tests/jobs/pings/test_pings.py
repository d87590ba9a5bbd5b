"""A hub and search engines are notified of public changes, if enabled."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import func, select

from extensions import db
from jobs.pings.pings import send_due_pings
from jobs.worker import run_due_jobs
from models.base import transaction
from models.ping import Ping, claim_pings
from models.setting import Newsroom, read_newsroom, write_newsroom
from models.stories.article import Article
from models.stories.correction import correct
from tests.admin.site.test_settings import sent
from tests.conftest import Clock
from tests.factories import make_article, make_contributor, make_region, make_topic
from tests.jobs.pings.listening import Listener
from tests.newsroom import Desk

SITE = "http://localhost"
KEY = "0123456789abcdef"
FEEDS = ("atom", "json", "rss")


@pytest.fixture
def receiver(app: Flask, listener: Listener) -> Listener:
    """Enables both services and receives their notifications."""
    app.config["PRIVATE_ADDRESSES_ALLOWED"] = True
    app.config["INDEXNOW_ADDRESS"] = listener.url.replace("/hub", "/indexnow")
    set_up(websub_hub=listener.url, indexnow_key=KEY)
    return listener


def set_up(**settings: Any) -> None:
    with transaction():
        write_newsroom(Newsroom(**settings))


def feeds(*places: str) -> list[str]:
    return sorted(f"{SITE}/{place}/feed.{end}" for place in places for end in FEEDS)


def hub_and_engines(receiver: Listener) -> tuple[list[str], list[str]]:
    """The topics and URLs received since the last call."""
    engines = [json.loads(h.body) for h in receiver.heard if h.path == "/indexnow"]
    receiver.heard = [heard for heard in receiver.heard if heard.path == "/hub"]
    return receiver.topics(), [url for body in engines for url in body["urlList"]]


def waiting() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Ping)) or 0


def change(story: Article, **values: Any) -> None:
    with transaction():
        for name, value in values.items():
            setattr(story, name, value)


def test_nobody_is_notified_unless_it_is_enabled(
    app: Flask, clock: Clock, listener: Listener
) -> None:
    app.config["PRIVATE_ADDRESSES_ALLOWED"] = True
    app.config["INDEXNOW_ADDRESS"] = listener.url
    story = make_article()
    assert waiting() == 0
    set_up(websub_hub=listener.url, indexnow_key=KEY)
    change(story, headline="Another")
    assert waiting() == 2
    set_up()
    send_due_pings(clock)
    assert (waiting(), listener.heard) == (0, [])


def test_publishing_correcting_and_withdrawing_are_announced(
    app: Flask, receiver: Listener, clock: Clock
) -> None:
    story = make_article(
        slug="a",
        status="draft",
        regions=[make_region("Europe")],
        topics=[make_topic("Maps")],
        contributors=[make_contributor("Ana")],
    )
    change(story, headline="Still a draft")
    send_due_pings(clock)
    assert hub_and_engines(receiver) == ([], [])
    places = ("latest", "regions/europe/latest", "topics/maps/latest")
    expected = feeds(*places, "contributors/ana/latest"), [f"{SITE}/articles/a"]
    with transaction():
        story.publish(clock())
    send_due_pings(clock)
    assert hub_and_engines(receiver) == expected
    for topic in expected[0]:  # the feeds' own URLs
        assert topic in app.test_client().get(topic.removeprefix(SITE)).text
    with transaction():
        correct(story, "It was.", is_material=True, editor=None, now=clock())
    send_due_pings(clock)
    assert hub_and_engines(receiver) == expected
    with transaction():
        story.withdraw()
    send_due_pings(clock)
    assert hub_and_engines(receiver) == expected
    send_due_pings(clock)
    assert (hub_and_engines(receiver), waiting()) == (([], []), 0)


def test_search_engines_are_notified_by_the_protocol(
    app: Flask, receiver: Listener
) -> None:
    make_article(slug="a")
    make_article(slug="about", kind="page")
    run_due_jobs(app)
    (heard,) = (one for one in receiver.heard if one.path == "/indexnow")
    assert heard.headers["Content-Type"] == "application/json; charset=utf-8"
    assert json.loads(heard.body) == {
        "host": "localhost",
        "key": KEY,
        "keyLocation": f"{SITE}/{KEY}.txt",
        "urlList": [f"{SITE}/articles/a", f"{SITE}/pages/about"],
    }
    assert app.test_client().get(f"/{KEY}.txt").text == KEY


def test_briefs_notify_their_own_feeds_and_pages_none(
    receiver: Listener, clock: Clock
) -> None:
    make_article(kind="brief", slug="b")
    make_article(kind="page", slug="p")
    send_due_pings(clock)
    topics, addresses = hub_and_engines(receiver)
    assert topics == feeds("briefs/latest")
    assert addresses == [f"{SITE}/articles/b", f"{SITE}/pages/p"]


def test_scheduled_story_is_announced_when_it_appears(
    receiver: Listener, clock: Clock
) -> None:
    story = make_article(slug="a", published_at=clock.now + timedelta(hours=1))
    dropped = make_article(slug="b", published_at=clock.now + timedelta(hours=1))
    send_due_pings(clock)
    assert hub_and_engines(receiver) == ([], [])
    change(dropped, status="draft", published_at=None)
    later = clock.now + timedelta(hours=3)
    change(story, published_at=later)
    clock.advance(hours=2)
    send_due_pings(clock)
    assert hub_and_engines(receiver) == ([], [])
    clock.advance(hours=1)
    send_due_pings(clock)
    assert hub_and_engines(receiver) == (feeds("latest"), [f"{SITE}/articles/a"])


def test_region_that_a_story_left_is_announced(
    receiver: Listener, clock: Clock
) -> None:
    europe, asia = make_region("Europe"), make_region("Asia")
    story = make_article(regions=[europe])
    send_due_pings(clock)
    hub_and_engines(receiver)
    change(story, regions=[asia])
    send_due_pings(clock)
    topics, _ = hub_and_engines(receiver)
    places = ("latest", "regions/asia/latest", "regions/europe/latest")
    assert topics == feeds(*places)


def test_several_changes_are_announced_once(receiver: Listener, clock: Clock) -> None:
    story = make_article(slug="a")
    for number in range(4):
        change(story, headline=f"Take {number}")
    send_due_pings(clock)
    assert hub_and_engines(receiver) == (feeds("latest"), [f"{SITE}/articles/a"])


def test_rolled_back_change_is_not_announced(receiver: Listener, clock: Clock) -> None:
    story = make_article()
    send_due_pings(clock)
    story.headline = "Another"
    db.session.flush()
    assert db.session.scalar(select(func.count()).select_from(Ping)) == 2
    db.session.rollback()
    assert waiting() == 0


def test_failing_hub_is_retried_with_growing_pauses(
    receiver: Listener, clock: Clock, signed_in: Callable[..., Desk]
) -> None:
    chief = signed_in("administrator")
    receiver.status = 503
    make_article(slug="a")
    tries = []
    for _ in range(100):
        send_due_pings(clock)
        tries.append(bool(receiver.heard))
        receiver.heard.clear()
        clock.advance(minutes=1)
    assert 5 <= sum(tries) <= 8
    assert waiting() == 2
    desk = BeautifulSoup(chief.get("/admin/").text, "html.parser")
    texts = [item.get_text(" ", strip=True) for item in desk.select(".troubles li")]
    hub, engines = sorted(texts, reverse=True)
    assert hub.startswith("The WebSub hub has accepted no notification since")
    assert "127.0.0.1 answers 503." in hub
    assert engines.startswith("Search engines have accepted no notification since")
    receiver.status = 204
    make_article(slug="b")
    send_due_pings(clock)
    topics, addresses = hub_and_engines(receiver)
    assert {*topics} == {*feeds("latest")}
    assert sorted(addresses) == [f"{SITE}/articles/a", f"{SITE}/articles/b"]
    assert waiting() == 0
    assert "no notification" not in chief.get("/admin/").text


def test_ping_that_fails_for_a_week_is_given_up(
    receiver: Listener, clock: Clock
) -> None:
    receiver.status = 410
    make_article()
    for _ in range(8 * 4):
        send_due_pings(clock)
        clock.advance(hours=6, minutes=1)
    assert waiting() == 0


def test_claimed_pings_are_not_claimed_again(receiver: Listener, clock: Clock) -> None:
    make_article()
    assert len(claim_pings("websub", clock())) == 1
    send_due_pings(clock)
    topics, addresses = hub_and_engines(receiver)
    assert (topics, len(addresses)) == ([], 1)
    clock.advance(minutes=11)
    send_due_pings(clock)
    assert hub_and_engines(receiver)[0] == feeds("latest")


def test_private_hub_is_never_contacted(
    app: Flask, receiver: Listener, clock: Clock
) -> None:
    app.config["PRIVATE_ADDRESSES_ALLOWED"] = False
    app.config["INDEXNOW_ADDRESS"] = receiver.url.replace("http:", "https:")
    set_up(websub_hub=receiver.url.replace("http:", "https:"), indexnow_key=KEY)
    make_article()
    send_due_pings(clock)
    assert receiver.heard == []
    db.session.rollback()
    failures = db.session.scalars(select(Ping.failure)).all()
    assert failures == ["127.0.0.1 is in a private network."] * 2


def test_administrator_turns_it_on_and_off(signed_in: Callable[..., Desk]) -> None:
    chief = signed_in("administrator")
    page = "/admin/settings/"
    form = sent(websub_hub=" https://hub.example/ ", indexnow="y")
    assert chief.post(page, data=form).status_code == 303
    db.session.rollback()
    key = read_newsroom().indexnow_key
    assert (len(key), read_newsroom().websub_hub) == (32, "https://hub.example/")
    assert chief.get(f"/{key}.txt").text == key
    shown = BeautifulSoup(chief.get(page).text, "html.parser")
    assert shown.select("#indexnow[checked]")
    assert chief.post(page, data=sent(indexnow="y", name="X")).status_code == 303
    db.session.rollback()
    assert read_newsroom().indexnow_key == key
    for address in ("http://hub.example/", "https://u:p@hub.example/", "hub"):
        refused = chief.post(page, data=sent(websub_hub=address, indexnow="y"))
        assert refused.status_code == 422
        assert "The address must be https://HOST/" in refused.text
    assert chief.post(page, data=sent(websub_hub="")).status_code == 303
    db.session.rollback()
    assert (read_newsroom().indexnow_key, read_newsroom().websub_hub) == ("", "")
    assert chief.get(f"/{key}.txt").status_code == 404


def test_requests_are_limited_in_size(receiver: Listener, clock: Clock) -> None:
    story = make_article()
    with transaction():
        for _ in range(Ping.AT_ONCE):
            ping = Ping(service="indexnow", article_id=story.id, visible_at=clock.now)
            db.session.add(ping)
    send_due_pings(clock)
    assert len([one for one in receiver.heard if one.path == "/indexnow"]) == 2
    assert waiting() == 0
