"""A subscriber's preferences: newsletters, pauses, unsubscribing, data and erasure."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from extensions import db
from models.base import transaction
from models.email_address import Address
from models.newsletter.delivery import Delivery
from models.newsletter.issue import NewsletterIssue
from models.newsletter.links import preferences_token
from models.newsletter.mail_report import MailReport
from models.newsletter.newsletter import Newsletter
from models.newsletter.signup import confirm
from models.newsletter.subscriber import Subscriber
from models.newsletter.subscription import Subscription
from models.newsletter.suppression import is_suppressed
from tests.conftest import Clock
from tests.factories import keep, make_region

Find = Callable[[str], Subscriber]
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def jane(app: Flask, subscriber_at: Find, clock: Clock) -> Subscriber:
    """Confirmed, with the default newsletter."""
    subscriber = subscriber_at("jane@example.org")
    secret = app.config["SECRET_KEY"]
    confirm(subscriber.confirmation_token(secret, clock()), secret, clock())
    return subscriber


@pytest.fixture
def path(app: Flask, jane: Subscriber) -> str:
    token = preferences_token(jane, app.config["SECRET_KEY"])
    return f"/newsletter/preferences/{token}"


def subscriptions() -> list[Subscription]:
    db.session.rollback()
    rows = select(Subscription).order_by(Subscription.newsletter_id)
    return list(db.session.scalars(rows))


def ticked(page: TestResponse) -> list[str]:
    soup = BeautifulSoup(page.text, "html.parser")
    return [str(box["value"]) for box in soup.select("input[checked]")]


def status() -> str:
    db.session.rollback()
    return db.session.scalars(select(Subscriber)).one().status


def test_confirming_starts_the_default_newsletter(jane: Subscriber) -> None:
    (only,) = subscriptions()
    assert (only.ended_at, only.frequency) == (None, "every")
    assert jane.status == "confirmed"


def test_page_shows_subscriptions_and_is_private(
    client: FlaskClient, path: str
) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert "jane@example.org" in page.text
    assert ticked(page) == ["newsletter"]
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_preferences_are_saved(client: FlaskClient, path: str) -> None:
    make_region("Europe")
    daily = keep(Newsletter(slug="daily", name="Daily", cadence="daily"))
    form = {
        "newsletter": "daily",
        "frequency-daily": "weekly",
        "follow": "region:europe",
    }
    answer = client.post(path, data=form, headers=OURS)
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert "Your preferences are saved." in page.text
    first, second = subscriptions()
    assert first.ended_at is not None
    assert (second.newsletter_id, second.frequency) == (daily.id, "weekly")
    assert ticked(page) == ["daily", "region:europe"]


def test_unticking_everything_unsubscribes(client: FlaskClient, path: str) -> None:
    client.post(path, data={}, headers=OURS)
    assert status() == "unsubscribed"
    client.post(path, data={"newsletter": "newsletter"}, headers=OURS)
    assert status() == "confirmed"


@pytest.mark.parametrize("step", ["", "/departure"])
@pytest.mark.parametrize(
    ("before", "after"),
    [("blocked", {"blocked"}), ("complained", {"complained", "confirmed"})],
)
def test_own_link_does_not_lift_a_block(
    client: FlaskClient, path: str, step: str, before: str, after: set[str]
) -> None:
    with transaction():
        db.session.scalars(select(Subscriber)).one().status = before
    client.post(f"{path}{step}", data={"newsletter": "newsletter"}, headers=OURS)
    assert status() in after


def test_pause_lasts_thirty_days(client: FlaskClient, path: str, clock: Clock) -> None:
    client.post(f"{path}/pause", headers=OURS)
    active = select(Subscription).where(Subscription.is_active(clock()))
    assert db.session.scalars(active).all() == []
    active = select(Subscription).where(Subscription.is_active(clock.advance(days=30)))
    assert len(db.session.scalars(active).all()) == 1


def test_frequency_is_lowered(client: FlaskClient, path: str, clock: Clock) -> None:
    form = {"newsletter": "newsletter", "frequency-newsletter": "monthly"}
    client.post(path, data=form, headers=OURS)
    with transaction():
        db.session.scalars(select(Subscription)).one().last_sent_at = clock()
    wanted = [
        bool(
            db.session.scalars(
                select(Subscription).where(
                    Subscription.wants_issue(clock() + timedelta(days=days))
                )
            ).all()
        )
        for days in (7, 27, 28)
    ]
    assert wanted == [False, False, True]


def test_pause_ends_by_itself(client: FlaskClient, path: str, clock: Clock) -> None:
    client.post(f"{path}/pause", headers=OURS)
    assert "Paused until" in client.get(path).text
    clock.advance(days=31)
    assert "Paused until" not in client.get(path).text


def test_pause_can_be_ended_early(client: FlaskClient, path: str) -> None:
    client.post(f"{path}/pause", headers=OURS)
    client.post(f"{path}/resumption", headers=OURS)
    assert subscriptions()[0].paused_until is None


def test_leaving_ends_all(client: FlaskClient, path: str) -> None:
    client.post(f"{path}/departure", headers=OURS)
    assert status() == "unsubscribed"
    assert subscriptions()[0].ended_at is not None


def test_opening_links_changes_nothing(client: FlaskClient, path: str) -> None:
    before = [(s.ended_at, s.paused_until) for s in subscriptions()]
    for suffix in ("", "/data.json"):
        assert client.get(f"{path}{suffix}").status_code == 200
    for suffix in ("/pause", "/departure", "/erasure"):
        assert client.get(f"{path}{suffix}").status_code == 405
    assert [(s.ended_at, s.paused_until) for s in subscriptions()] == before


def test_data_has_the_consent_and_its_wording(client: FlaskClient, path: str) -> None:
    data = client.get(f"{path}/data.json").get_json()
    assert data["email"] == "jane@example.org"
    assert [one["event"] for one in data["consent"]] == ["asked", "confirmed"]


def test_data_has_the_mail_that_came_back(
    client: FlaskClient, path: str, jane: Subscriber, clock: Clock
) -> None:
    newsletter = db.session.scalars(select(Newsletter)).one()
    issue = keep(NewsletterIssue(newsletter=newsletter, made_at=clock()))
    values = {"domain": "example.org", "token": "t", "outcome": "sent"}
    row = Delivery(issue=issue, subscriber_id=jane.id, due_at=clock(), **values)
    id_ = keep(row).id
    report = {"kind": "complaint", "status": "", "reason": "abuse", "at": clock()}
    keep(MailReport(delivery_id=id_, **report))
    (found,) = client.get(f"{path}/data.json").get_json()["returned_mail"]
    assert (found["kind"], found["reason"]) == ("complaint", "abuse")
    assert found["at"] == clock().isoformat()


def test_erasure_leaves_only_a_hash(app: Flask, client: FlaskClient, path: str) -> None:
    answer = client.post(f"{path}/erasure", headers=OURS)
    assert "Your data is erased" in client.get(answer.location).text
    assert db.session.scalar(select(Subscriber)) is None
    jane = Address.read("jane@example.org")
    assert is_suppressed(jane, app.config["SECRET_KEY"])
    assert client.get(path).status_code == 410


def test_damaged_link_says_what_to_do(client: FlaskClient, path: str) -> None:
    assert client.get(f"{path}x").status_code == 404
    assert client.post(f"{path}x/pause", headers=OURS).status_code == 404
