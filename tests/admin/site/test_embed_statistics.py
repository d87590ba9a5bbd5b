"""Other sites are counted by host and day, their readers not at all."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from extensions import db
from jobs.worker import run_due_jobs
from models.statistics.embed_count import MOST_A_DAY, EmbedCount, add_hosts, host_in
from tests.conftest import Clock
from tests.factories import make_article
from tests.newsroom import Desk
from web.cache.embed_counter import MOST_HOSTS, EmbedCounter

SCRIPT = {"Sec-Fetch-Dest": "script", "Sec-Fetch-Mode": "cors"}
FRAME = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Mode": "navigate"}
THEIRS = {"Referer": "https://other.example/news?reader=7"}
ELEMENT = "/embed/v1/latest.js"


@pytest.fixture
def counter(app: Flask) -> EmbedCounter:
    found: EmbedCounter = app.extensions["host_counter"]
    return found


def counts(counter: EmbedCounter) -> dict[str, int]:
    db.session.rollback()
    counter.write()
    return {row.host: row.count for row in db.session.scalars(select(EmbedCount))}


def test_element_and_frame_are_counted_whoever_answers(
    client: FlaskClient, counter: EmbedCounter
) -> None:
    first = client.get(ELEMENT, headers=SCRIPT | THEIRS)
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.get(ELEMENT, headers=SCRIPT | THEIRS | known).status_code == 304
    client.get("/briefs/latest/embed?number=3", headers=FRAME | THEIRS)
    another = {"Referer": "http://WIKI:8080/"}
    client.get("/latest/embed", headers=FRAME | another)
    make_article(slug="framed")
    client.get("/articles/framed/embed", headers=FRAME | another)
    assert counts(counter) == {"other.example": 3, "wiki": 2}


def test_nothing_else_is_counted(client: FlaskClient, counter: EmbedCounter) -> None:
    make_article(slug="the-line")
    for address, headers in (
        ("/latest/lines.json", {"Sec-Fetch-Dest": "empty", **THEIRS}),
        ("/articles/the-line", FRAME | THEIRS),
        ("/regions/nowhere/latest/embed", FRAME | THEIRS),
        (ELEMENT, THEIRS),
        (ELEMENT, SCRIPT),
        (ELEMENT, SCRIPT | {"Referer": "http://localhost/embed/"}),
        ("/latest/embed", FRAME | {"Referer": "http://localhost/embed/"}),
        ("/latest/embed", {"Sec-Fetch-Dest": "document", **THEIRS}),
    ):
        client.get(address, headers=headers)
    client.head(ELEMENT, headers=SCRIPT | THEIRS)
    assert counts(counter) == {}


def test_only_the_host_of_an_address_is_stored() -> None:
    for referrer, host in {
        "https://user:secret@Sub.Example.ORG.:8443/a?b#c": "sub.example.org",
        "https://xn--bcher-kva.example/": "xn--bcher-kva.example",
        "http://192.0.2.7/": "192.0.2.7",
        "https://[2001:db8::1]/": None,
        "https://[": None,
        "https:///path": None,
        "https://a b/": None,
        "https://<script>/": None,
        "https://b\u00fccher.example/": None,
        f"https://{'a' * 64}.example/": None,
        f"https://{'a.' * 150}example/": None,
        "javascript:alert(1)": None,
        "about:client": None,
        "": None,
    }.items():
        assert host_in(referrer) == host, referrer


def test_invented_hosts_are_limited(
    app: Flask, counter: EmbedCounter, clock: Clock
) -> None:
    add_hosts({"known.example": 1}, clock.now)
    for number in range(MOST_HOSTS + 50):
        counter.count(f"host-{number}.example")
    assert len(counts(counter)) == MOST_HOSTS + 1
    add_hosts({f"more-{n}.example": 1 for n in range(MOST_A_DAY)}, clock.now)
    add_hosts({"known.example": 4, "late.example": 1}, clock.now)
    found = counts(counter)
    assert len(found) == MOST_A_DAY
    assert found["known.example"] == 5
    add_hosts({"late.example": 1}, clock.advance(days=1))
    assert "late.example" in counts(counter)


def test_editors_see_which_sites_embed_lists(desk: Desk, clock: Clock) -> None:
    assert "No other site has shown" in desk.get("/admin/other-sites/").text
    add_hosts({"small.example": 2, "large.example": 1200}, clock.now)
    add_hosts({"small.example": 40}, clock.now - timedelta(days=20))
    add_hosts({"old.example": 9}, clock.now - timedelta(days=91))
    page = desk.get("/admin/other-sites/").text
    assert page.index("large.example") < page.index("small.example")
    assert "1,200" in page
    assert ">42</td>" in page
    assert "old.example" not in page


def test_counts_are_deleted_after_ninety_days(app: Flask, clock: Clock) -> None:
    add_hosts({"old.example": 9}, clock.now - timedelta(days=91))
    add_hosts({"new.example": 9}, clock.now - timedelta(days=90))
    run_due_jobs(app)
    assert list(db.session.scalars(select(EmbedCount.host))) == ["new.example"]
