"""Somebody posts the addresses of strangers from many networks (threats.md, row 5)."""

import os
from datetime import timedelta
from ipaddress import ip_address

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from extensions import db
from jobs.mail.confirmations import send_due_confirmations
from models.newsletter import subscriber
from models.newsletter.subscriber import Subscriber
from tests.conftest import Clock

POSTS = int(os.environ.get("LIST_BOMBING_POSTS", "400"))  # 20000 in the full run
NETWORKS = POSTS // 40
DOMAINS = 6


def addresses() -> list[str]:
    """A third are variants of earlier mailboxes."""
    names = (f"u{n}" if n % 3 else f"u{n // 3}+tag{n}" for n in range(POSTS))
    return [f"{name}@d{at % DOMAINS}.example.org" for at, name in enumerate(names)]


def attack(client: FlaskClient) -> list[int]:
    return [
        client.post(
            "/newsletter/",
            data={"email": address},
            headers={"Sec-Fetch-Site": "same-origin"},
            environ_base={"REMOTE_ADDR": str(ip_address(2**27 + at % NETWORKS))},
        ).status_code
        for at, address in enumerate(addresses())
    ]


def stored() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Subscriber)) or 0


def test_mails_are_limited_whatever_is_posted(
    client: FlaskClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriber, "MOST_AN_HOUR_AT_A_DOMAIN", 12)
    monkeypatch.setattr(subscriber, "MOST_AN_HOUR", 60)
    statuses = attack(client)
    assert statuses.count(303) == min(POSTS, NETWORKS * 10)  # ten from each network
    assert statuses.count(429) == POSTS - statuses.count(303)
    for _hour in range(2):
        sent = 0
        while more := send_due_confirmations(clock()):
            sent += more
        assert sent <= 60
        clock.advance(minutes=61)
    clock.now += timedelta(days=31)
    send_due_confirmations(clock())
    assert stored() == 0  # nobody confirmed: nothing is kept
