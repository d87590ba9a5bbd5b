"""Subscribers found, added, blocked and exported by administrators."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from extensions import db
from models.email_address import Address
from models.newsletter.signup import subscribe
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


def test_subscribers_are_found_by_address_and_status(boss: Desk) -> None:
    page = boss.get(PEOPLE, query_string={"q": "ana", "status": "pending"}).text
    assert "ana@example.org" in page
    assert "ben@example.org" not in page
    assert "No subscribers match." in boss.get(f"{PEOPLE}?q=zoe").text


def test_added_address_has_to_confirm(boss: Desk) -> None:
    boss.post(PEOPLE, data={"email": " zoe@example.org "})
    assert status("zoe") == "pending"
    boss.post(PEOPLE, data={"email": "nonsense"})
    assert "This is not an e-mail address." in boss.get(PEOPLE).text


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
