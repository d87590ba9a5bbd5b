"""The link in the mail: opening it changes nothing, its button works once."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from extensions import db
from models.newsletter.subscriber import Subscriber
from tests.conftest import Clock

Find = Callable[[str], Subscriber]
OURS = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}


@pytest.fixture
def link(app: Flask, subscriber_at: Find, clock: Clock) -> str:
    jane = subscriber_at("jane@example.org")
    token = jane.confirmation_token(app.config["SECRET_KEY"], clock())
    return f"/newsletter/confirm/{token}"


def stored() -> list[tuple[Any, ...]]:
    db.session.rollback()
    return [tuple(row) for row in db.session.execute(select(Subscriber.__table__))]


def test_link_scanners_change_nothing(client: FlaskClient, link: str) -> None:
    before = stored()
    for _ in range(3):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
        client.open(link, method="OPTIONS")
    assert stored() == before


def test_page_has_one_button(client: FlaskClient, link: str) -> None:
    page = client.get(link)
    assert page.text.count("<form") == 1
    assert f'action="{link}"' in page.text
    assert 'rel="canonical"' not in page.text


def test_token_is_not_logged(client: FlaskClient, link: str) -> None:
    answers = [client.get(link), client.post(link, headers=OURS)]
    answers += [client.get(link), client.get("/newsletter/confirm/nonsense")]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "ETag" not in answer.headers


def test_button_confirms(
    client: FlaskClient, link: str, subscriber_at: Find, clock: Clock
) -> None:
    answer = client.post(link, headers=OURS)
    assert answer.status_code == 303
    assert "You are subscribed" in client.get(answer.location).text
    jane = subscriber_at("jane@example.org")
    assert (jane.status, jane.confirmed_at) == ("confirmed", clock())
    assert not jane.confirmation_due


def test_token_works_once(client: FlaskClient, link: str) -> None:
    client.post(link, headers=OURS)
    after = stored()
    assert client.post(link, headers=OURS).status_code == 410
    page = client.get(link)
    assert page.status_code == 410
    assert 'id="newsletter-email"' in page.text
    assert stored() == after


def test_token_expires_after_two_days(
    client: FlaskClient, link: str, clock: Clock
) -> None:
    clock.advance(hours=48)
    assert client.get(link).status_code == 200
    clock.advance(seconds=1)
    assert client.get(link).status_code == 410
    assert client.post(link, headers=OURS).status_code == 410
    assert stored()[0][3] == "pending"


def test_newer_mail_invalidates_the_older_link(
    client: FlaskClient, link: str, subscriber_at: Find, clock: Clock
) -> None:
    jane = subscriber_at("jane@example.org")
    jane.settle(clock())
    clock.advance(hours=25)
    jane.ask(clock(), {})
    db.session.commit()
    assert client.get(link).status_code == 410


@pytest.mark.parametrize("status", ["blocked", "unsubscribed", "confirmed"])
def test_token_is_spent_once_confirmed(
    client: FlaskClient, link: str, subscriber_at: Find, status: str
) -> None:
    subscriber_at("jane@example.org").status = status
    db.session.commit()
    assert client.get(link).status_code == 410
    assert client.post(link, headers=OURS).status_code == 410
    assert subscriber_at("jane@example.org").status == status


def test_token_of_an_erased_subscriber_is_spent(
    client: FlaskClient, link: str, subscriber_at: Find
) -> None:
    db.session.delete(subscriber_at("jane@example.org"))
    db.session.commit()
    assert client.get(link).status_code == 410


@pytest.mark.parametrize("token", ["x", "a.b.c", "é.ü.☃", "W10.aa.bb", "x" * 900])
def test_invalid_token_is_not_found(client: FlaskClient, token: str) -> None:
    for answer in (
        client.get(f"/newsletter/confirm/{token}"),
        client.post(f"/newsletter/confirm/{token}", headers=OURS),
    ):
        assert answer.status_code == 404
        assert 'id="newsletter-email"' in answer.text


def test_token_with_a_line_break_is_not_found(client: FlaskClient) -> None:
    assert client.get("/newsletter/confirm/%E2%80%A8").status_code == 404


def test_control_characters_in_an_address_are_refused(client: FlaskClient) -> None:
    """The router refuses it: this is a plain 404, without the form."""
    assert client.get("/newsletter/confirm/%00").status_code == 404
    assert client.post("/newsletter/confirm/%00", headers=OURS).status_code == 404


def test_token_for_another_purpose_is_invalid(
    app: Flask, client: FlaskClient, subscriber_at: Find
) -> None:
    jane = subscriber_at("jane@example.org")
    secret = app.config["SECRET_KEY"]
    other = URLSafeTimedSerializer(secret, salt="newsletter.unsubscribe")
    token = other.dumps([jane.id, jane.nonce])
    assert client.get(f"/newsletter/confirm/{token}").status_code == 404


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_token_needs_no_origin(
    client: FlaskClient, link: str, headers: dict[str, str]
) -> None:
    """The page sends no referrer: over plain HTTP a browser's Origin is null."""
    assert client.post(link, headers=headers).status_code == 303
    assert stored()[0][3] == "confirmed"


def test_pages_without_a_token_are_public(client: FlaskClient) -> None:
    for path in ("/newsletter/", "/newsletter/sent"):
        page = client.get(path)
        assert page.status_code == 200
        assert "public" in page.headers["Cache-Control"]
        assert "Set-Cookie" not in page.headers
