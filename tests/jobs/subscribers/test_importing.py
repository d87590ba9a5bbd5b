"""Imports and existing subscribers, unsubscribed and erased ones included."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from extensions import db
from jobs.subscribers.entries import read_entries
from jobs.subscribers.export import as_csv, as_json
from models.base import transaction
from models.newsletter.choices import choices_of, follow
from models.newsletter.consent import Consent
from models.newsletter.newsletter import Newsletter
from models.newsletter.personal_data import erase
from models.newsletter.subscriber import STATUSES, Subscriber
from models.newsletter.subscription import Subscription
from models.newsletter.suppression import Suppression
from tests.conftest import Clock
from tests.factories import keep, make_region
from tests.jobs.subscribers.conftest import Import

ANA = "ana@example.org"
LEFT = [status for status in STATUSES if status not in ("pending", "confirmed")]


def stored(email: str = ANA) -> Subscriber:
    db.session.rollback()
    named = select(Subscriber).where(Subscriber.address_key == email)
    return db.session.scalars(named).one()


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("later", STATUSES)
def test_status_only_becomes_stricter(
    bring: Import, app: Flask, clock: Clock, status: str, later: str
) -> None:
    known = Subscriber(email=ANA, address_key=ANA, status=status, asked_at=clock())
    known.nonce = ""
    keep(known)
    bring(f"email,status\n{ANA},{later}\n")
    strictness = ["confirmed", "pending", "unsubscribed", "bounced", "complained"]
    expected = (
        status
        if later == "pending"
        else max((status, later), key=[*strictness, "blocked"].index)
    )
    assert stored().status == expected


@pytest.mark.parametrize("status", LEFT)
def test_unsubscribed_people_are_imported_but_get_no_mail(
    bring: Import, status: str
) -> None:
    bring(f"email,status\n{ANA},{status}\n")
    bring(f"email\n{ANA}\n", "newer.csv")
    assert stored().status == status
    assert db.session.scalars(select(Subscription)).all() == []


def test_unsubscribing_elsewhere_unsubscribes_here(bring: Import) -> None:
    bring(f"email\n{ANA}\n")
    assert choices_of(stored()).newsletters == {"newsletter": "every"}
    bring(f"Email Address,UNSUB_TIME\n{ANA},2024-01-01 10:00:00\n")
    assert stored().status == "unsubscribed"
    assert choices_of(stored()).newsletters == {}


def test_subscription_that_was_ended_stays_ended(bring: Import, clock: Clock) -> None:
    bring(f"email\n{ANA}\n")
    with transaction():
        db.session.scalars(select(Subscription)).one().end(clock())
    assert bring(f"email\n{ANA}\n") == {"unchanged": 1}
    assert choices_of(stored()).newsletters == {}


def test_erased_address_leaves_nothing_but_its_hash(
    bring: Import, app: Flask, clock: Clock
) -> None:
    bring(f"email\n{ANA}\n")
    with transaction():
        known = db.session.scalars(select(Subscriber)).one()
        erase(known, app.config["SECRET_KEY"], clock())
    assert bring("email\n ANA@Example.org\n") == {"erased": 1}
    assert db.session.scalars(select(Subscriber)).all() == []
    assert len(db.session.scalars(select(Suppression)).all()) == 1


def test_same_address_twice_counts_once_as_the_stricter(bring: Import) -> None:
    text = f"email,status\n{ANA},active\nANA@EXAMPLE.ORG,cleaned\n"
    assert bring(text) == {"new bounced": 1, "merged": 1}


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("unsubscribed_members_export_1.csv", "new unsubscribed"),
        ("cleaned_members_export_1.csv", "new bounced"),
        ("subscribed_members_export_1.csv", "new confirmed"),
    ],
)
def test_mailchimps_file_name_sets_the_status(
    bring: Import, name: str, outcome: str
) -> None:
    assert bring(f"Email Address,First Name\n{ANA},Ana\n", name) == {outcome: 1}


def test_status_columns_of_substack_and_listmonk_are_read(bring: Import) -> None:
    substack = f"email,active_subscription,email_disabled\n{ANA},false,true\n"
    assert bring(substack) == {"new unsubscribed": 1}
    listmonk = "uuid,email,name,status\n1,ben@example.org,Ben,blocklisted\n"
    assert bring(listmonk) == {"new blocked": 1}


def test_unknown_status_is_refused_rather_than_guessed(bring: Import) -> None:
    assert bring(f"email,status\n{ANA},gold\nben@example.org,\n") == {"refused": 2}


def test_consent_is_kept_as_proof(bring: Import, clock: Clock) -> None:
    bring(f"email,created_at\n{ANA},2019-10-30T14:52:08.000Z\n", "old.csv")
    (proof,) = db.session.scalars(select(Consent))
    assert (proof.event, proof.source) == ("imported", "old.csv: They signed up.")
    assert "2019-10-30" in proof.wording
    assert stored().confirmed_at.isoformat() == "2019-10-30T14:52:08+00:00"  # type: ignore[union-attr]


def test_dates_in_the_future_are_ignored(bring: Import, clock: Clock) -> None:
    bring(f"email,created_at\n{ANA},9999-01-01\n")
    assert stored().confirmed_at == clock()


@pytest.fixture
def filled(bring: Import, clock: Clock) -> None:
    keep(Newsletter(slug="daily", name="Daily", cadence="manual"))
    make_region("Europe")
    bring(f"email\n{ANA}\n=ben@example.org\n")
    bring("email,status\nzoe@example.org,blocked\n")
    with transaction():
        row = db.session.scalars(select(Subscription)).first()
        assert row is not None
        row.frequency = "monthly"
        follow(row.subscriber, {("region", "europe")})


@pytest.mark.parametrize("write", [as_csv, as_json])
@pytest.mark.usefixtures("filled")
def test_export_can_be_imported_unchanged(
    bring: Import, write: Callable[[], list[str]]
) -> None:
    before = "".join(write())
    assert "newsletter:monthly" in before
    assert "region:europe" in before
    with transaction():
        for row in db.session.scalars(select(Subscriber)):
            db.session.delete(row)
    bring(before, newsletter="")
    assert "".join(write()) == before


@pytest.mark.usefixtures("filled")
def test_export_has_no_formulas() -> None:
    lines = "".join(as_csv()).splitlines()
    assert lines[2].startswith("'=ben@example.org,")
    assert (
        json.loads("".join(as_json()))["subscribers"][1]["email"] == "=ben@example.org"
    )


def test_file_without_newsletters_needs_one_chosen() -> None:
    assert not read_entries(f"email\n{ANA}\n".encode(), "list.csv").names_newsletters
