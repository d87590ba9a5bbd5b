"""Administrators find, add, block and export subscribers."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from extensions import db
from models.base import transaction
from models.email_address import Address
from models.newsletter.signup import confirm, subscribe
from models.newsletter.subscriber import Subscriber
from tests.conftest import Clock
from tests.newsroom import Desk

PEOPLE = "/admin/newsletter/subscribers/"


@pytest.fixture
def boss(signed_in: Callable[..., Desk], clock: Clock) -> Desk:
    for name in ("ana", "ben"):
        subscribe(Address.read(f"{name}@example.org"), clock())
    return signed_in("administrator")


def status(name: str) -> str:
    db.session.rollback()
    key = Subscriber.address_key == f"{name}@example.org"
    return db.session.scalars(select(Subscriber).where(key)).one().status


def set_status(name: str, value: str) -> None:
    with transaction():
        key = Subscriber.address_key == f"{name}@example.org"
        db.session.scalars(select(Subscriber).where(key)).one().status = value


def join(name: str, app: Flask, clock: Clock) -> int:
    """Confirms; returns their id."""
    key = Subscriber.address_key == f"{name}@example.org"
    row, secret = (
        db.session.scalars(select(Subscriber).where(key)).one(),
        app.secret_key,
    )
    return confirm(
        row.confirmation_token(str(secret), clock()), str(secret), clock()
    ).id


def test_subscribers_are_searched_by_address_and_status(boss: Desk) -> None:
    page = boss.get(PEOPLE, query_string={"q": "ana", "status": "pending"}).text
    assert "ana@example.org" in page
    assert "ben@example.org" not in page
    assert "No subscribers match." in boss.get(f"{PEOPLE}?q=zoe").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"source": "asked"}, {"ana", "ben"}),
        ({"source": "imported"}, set()),
        ({"since": "2026-11-24"}, set()),
        ({"since": "2026-11-23", "until": "2026-11-23"}, {"ana", "ben"}),
        ({"newsletter": "newsletter"}, {"ben"}),
        ({"since": "nonsense", "status": "odd", "source": "odd"}, {"ana", "ben"}),
    ],
)
def test_subscribers_are_filtered(
    boss: Desk, app: Flask, clock: Clock, query: dict[str, str], found: set[str]
) -> None:
    join("ben", app, clock)
    page = boss.get(PEOPLE, query_string=query).text
    assert {name for name in ("ana", "ben") if f"{name}@example.org" in page} == found


def test_address_added_without_consent_has_to_confirm(boss: Desk) -> None:
    form = {"email": " zoe@example.org ", "newsletter": "newsletter"}
    boss.post(PEOPLE, data=form)
    assert status("zoe") == "pending"
    answer = boss.post(PEOPLE, data={**form, "email": "nonsense"})
    assert answer.status_code == 422
    assert "This is not an e-mail address." in answer.text


def test_address_added_with_consent_is_not_mailed(boss: Desk, clock: Clock) -> None:
    form = {"email": "zoe@example.org", "newsletter": "newsletter"}
    page = boss.get(boss.post(PEOPLE, data={**form, "consent": "At the fair"}).location)
    assert status("zoe") == "confirmed"
    assert "At the fair" in page.text
    due = select(Subscriber.email).where(Subscriber.is_due)
    assert "zoe@example.org" not in db.session.scalars(due).all()


@pytest.mark.parametrize("before", ["unsubscribed", "bounced", "blocked"])
def test_consent_entered_by_hand_does_not_resubscribe(
    boss: Desk, clock: Clock, before: str
) -> None:
    set_status("ana", before)
    form = {"email": "ana@example.org", "newsletter": "newsletter", "consent": "Yes"}
    boss.post(PEOPLE, data=form)
    assert status("ana") != "confirmed"


def test_erased_subscriber_cannot_be_added_by_hand(boss: Desk) -> None:
    first = db.session.scalars(select(Subscriber.id).order_by(Subscriber.id)).first()
    boss.post(f"{PEOPLE}{first}/erasure")
    assert "ana@example.org" not in boss.get(PEOPLE).text
    form = {"email": "Ana@example.org", "newsletter": "newsletter", "consent": "Yes"}
    answer = boss.post(PEOPLE, data=form)
    assert answer.status_code == 422
    assert "erased at its owner" in answer.text


def test_growth_is_a_picture_and_a_table(
    boss: Desk, app: Flask, clock: Clock, signed_in: Callable[..., Desk]
) -> None:
    join("ben", app, clock)
    clock.advance(weeks=1)
    text = signed_in("administrator").get(PEOPLE).text
    page = BeautifulSoup(text, "html.parser")
    assert "From 0 to 1" in page.select("svg[role=img] title")[0].text
    rows = [[cell.text for cell in row.select("td")][1:] for row in page.select("tr")]
    assert rows[1:3] == [["+0", "−0", "1"], ["+1", "−0", "1"]]
    assert "Newsletter</bdi>: 1 active" in text


def test_page_of_a_subscriber_has_the_history(
    boss: Desk, app: Flask, clock: Clock
) -> None:
    ben = join("ben", app, clock)
    page = boss.get(f"{PEOPLE}{ben}").text
    for fact in (
        "Confirmed",
        "subscribe form",
        "every issue",
        "No issue has been sent",
    ):
        assert fact in page
    known = boss.get(f"{PEOPLE}{ben}/data.json").json
    assert known is not None
    assert known["email"] == "ben@example.org"
    assert boss.get(f"{PEOPLE}999").status_code == 404


def test_blocked_address_is_not_mailed_until_unblocked(
    boss: Desk, clock: Clock
) -> None:
    id_ = db.session.scalars(select(Subscriber.id).order_by(Subscriber.id)).first()
    boss.post(f"{PEOPLE}{id_}/block")
    subscribe(Address.read("ana@example.org"), clock())
    assert status("ana") == "blocked"
    boss.post(f"{PEOPLE}{id_}/unblock")
    assert status("ana") == "unsubscribed"


def test_export_is_a_table(boss: Desk) -> None:
    answer = boss.get(f"{PEOPLE}subscribers.csv")
    lines = answer.text.splitlines()
    assert lines[0] == "email,status,asked_at,confirmed_at,newsletters,follows"
    assert [line.partition(",")[0] for line in lines[1:]] == [
        "ana@example.org",
        "ben@example.org",
    ]


def test_editors_see_no_addresses(signed_in: Callable[..., Desk]) -> None:
    assert signed_in("editor").get(PEOPLE).status_code == 403
