"""Whatever a server does, nobody is skipped and only dead mailboxes are suppressed."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from extensions import db
from jobs.mail import transport
from jobs.newsletter.sending import BREAKER, send_due_issues
from models.base import transaction
from models.newsletter.delivery import Delivery
from models.newsletter.issue import NewsletterIssue
from models.newsletter.subscriber import Subscriber
from testbed.scripted_smtp import Script, scripted_smtp
from tests.conftest import Clock
from tests.factories import make_article
from tests.jobs.newsletter.issues import (
    Join,
    begin,
    delivery_to,
    outcomes,
    state,
    statuses,
)
from tests.postbox import use_mail_url

NAMES = ("ana", "ben", "cleo", "dora")
STEPS = ("accept", "from 553", "421", "451", "550", "data 451", "data 550", "drop")


@pytest.fixture(autouse=True)
def people(clock: Clock, join: Join) -> None:
    make_article()
    for name in NAMES:
        join(name)


def send_all(app: Flask, clock: Clock, script: Script) -> int:
    """Sends as the worker does, until the issue is finished."""
    use_mail_url(app, f"smtp://127.0.0.1:{script.port}")
    id_ = begin(clock)
    for _ in range(40):
        send_due_issues(clock)
        if state(id_) == "sent":
            break
        clock.advance(hours=1)
    return id_


@pytest.mark.parametrize(
    ("step", "outcome", "status", "copies"),
    [
        ("from 553", "sent", "confirmed", 1),
        ("421", "sent", "confirmed", 1),
        ("451", "sent", "confirmed", 1),
        ("data 451", "sent", "confirmed", 1),
        ("550", "refused", "bounced", 0),
        ("data 550", "failed", "confirmed", 0),
        ("drop", "sent", "confirmed", 2),
    ],
)
def test_each_answer_has_its_outcome(
    app: Flask, clock: Clock, step: str, outcome: str, status: str, copies: int
) -> None:
    with scripted_smtp([step]) as script:
        id_ = send_all(app, clock, script)
    assert state(id_) == "sent"
    assert outcomes() == {**dict.fromkeys(NAMES, "sent"), "ana": outcome}
    assert statuses()["ana"] == status
    assert script.accepted["ana@example.org"] == copies
    assert delivery_to("ana").is_doubtful == (copies == 2)


def test_sending_resumes_after_a_stalling_server(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "PATIENCE", 0.3)
    with scripted_smtp(["accept", "stall"]) as script:
        id_ = send_all(app, clock, script)
    assert state(id_) == "sent"
    assert outcomes() == dict.fromkeys(NAMES, "sent")


def test_message_that_breaks_the_connection_does_not_delay_others(
    app: Flask, clock: Clock
) -> None:
    """Ana's message breaks it each time; the others get theirs."""
    with scripted_smtp(["421"]) as script:
        use_mail_url(app, f"smtp://127.0.0.1:{script.port}")
        begin(clock)
        send_due_issues(clock)
        assert app.extensions[BREAKER].is_open(clock())
        clock.advance(seconds=40)  # the breaker closes before Ana's retry
        send_due_issues(clock)
    assert outcomes() == {**dict.fromkeys(NAMES, "sent"), "ana": ""}
    assert not app.extensions[BREAKER].is_open(clock())


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(st.sampled_from(STEPS), max_size=12))
def test_any_mixture_skips_nobody(app: Flask, clock: Clock, steps: list[str]) -> None:
    with transaction():
        db.session.execute(delete(NewsletterIssue))
        db.session.execute(delete(Delivery))
        db.session.execute(update(Subscriber).values(status="confirmed"))
    app.extensions.pop(BREAKER, None)
    with scripted_smtp(steps) as script:
        id_ = send_all(app, clock, script)
    assert state(id_) == "sent"
    for name, outcome in outcomes().items():
        copies = script.accepted[f"{name}@example.org"]
        assert outcome in ("sent", "refused", "failed")
        assert (copies >= 1) or outcome in ("refused", "failed")
        assert copies <= 1 or delivery_to(name).is_doubtful
        assert (statuses()[name] == "bounced") == (outcome == "refused")
