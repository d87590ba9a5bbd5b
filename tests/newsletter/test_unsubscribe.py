"""Unsubscribing by one click in the mail program (RFC 8058), or by a button."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from extensions import db
from models.newsletter.links import unsubscribe_token
from models.newsletter.signup import confirm
from models.newsletter.subscriber import Subscriber
from models.newsletter.subscription import Subscription
from tests.conftest import Clock

Find = Callable[[str], Subscriber]
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def path(app: Flask, subscriber_at: Find, clock: Clock) -> str:
    jane = subscriber_at("jane@example.org")
    secret = app.config["SECRET_KEY"]
    confirm(jane.confirmation_token(secret, clock()), secret, clock())
    newsletter_id = db.session.scalars(select(Subscription.newsletter_id)).one()
    return f"/newsletter/unsubscribe/{unsubscribe_token(jane, newsletter_id, secret)}"


def has_ended() -> bool:
    db.session.rollback()
    return db.session.scalars(select(Subscription)).one().ended_at is not None


def test_one_click_needs_no_cookie_origin_or_redirect(
    client: FlaskClient, path: str
) -> None:
    answer = client.post(path, data=ONE_CLICK)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert has_ended()


def test_one_click_from_another_origin_is_accepted(
    client: FlaskClient, path: str
) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example.com"}
    assert client.post(path, data=ONE_CLICK, headers=headers).status_code == 200
    assert has_ended()


def test_opening_the_link_changes_nothing(client: FlaskClient, path: str) -> None:
    for method in (client.get, client.head):
        assert method(path).status_code == 200
    assert not has_ended()


def test_button_leads_to_an_undo(client: FlaskClient, path: str) -> None:
    page = client.get(client.post(path).location)
    assert "You are unsubscribed" in page.text
    assert client.post(f"{path}/undo").status_code == 303
    assert not has_ended()


def test_page_leads_to_the_other_newsletters(client: FlaskClient, path: str) -> None:
    assert "/newsletter/preferences/" in client.get(path).text


def test_link_works_years_later(client: FlaskClient, path: str, clock: Clock) -> None:
    clock.advance(days=2000)
    assert client.post(path, data=ONE_CLICK).status_code == 200
