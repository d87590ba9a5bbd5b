"""Editors hear of issues that wait for approval, have stopped, or were sent."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from extensions import db
from jobs.mail.staff import send_due_messages
from jobs.newsletter.scheduling import make_due_issues
from jobs.newsletter.sending import send_due_issues
from models.base import transaction
from models.newsletter.newsletter import Newsletter
from models.staff.message import Message
from testbed.ports import free_port
from tests.conftest import Clock
from tests.factories import make_article
from tests.jobs.newsletter.issues import Join, begin, read, text_of
from tests.newsroom import Desk, make_editor, sign_in
from tests.postbox import Postbox, use_mail_url

ANA = "ana@desk.example.com"


@pytest.fixture
def ana(app: Flask) -> Desk:
    """An editor; a contributor and an editor who left are not concerned."""
    make_editor("contributor", email="tom@desk.example.com")
    make_editor("editor", email="left@desk.example.com", active=False)
    return sign_in(app, make_editor("editor", email=ANA))


def hold_an_issue(clock: Clock) -> None:
    make_article(headline="Rivers")
    with transaction():
        newsletter = db.session.scalars(select(Newsletter)).one()
        newsletter.needs_approval, newsletter.next_at = True, clock()
    make_due_issues(clock())


def kinds() -> list[tuple[str, str]]:
    db.session.rollback()
    rows = db.session.execute(select(Message.kind, Message.recipient))
    return [(kind, recipient) for kind, recipient in rows]


def test_held_issue_is_mailed_to_editors_and_shown_on_the_desk(
    ana: Desk, clock: Clock, postbox: Postbox
) -> None:
    hold_an_issue(clock)
    assert kinds() == [("issue-held", ANA)]
    send_due_messages(clock())
    message = read(postbox.envelopes[0])
    assert message["Subject"].startswith("Waiting for your approval: ")
    text = text_of(message, "plain")
    assert "once an editor has approved it" in text
    assert "http://localhost/admin/newsletter/issues/1" in text
    assert "waits for an editor" in ana.get("/admin/").text


def test_issue_that_was_approved_meanwhile_is_not_announced(
    ana: Desk, clock: Clock, postbox: Postbox
) -> None:
    hold_an_issue(clock)
    ana.post("/admin/newsletter/issues/1/sending")
    send_due_messages(clock())
    assert postbox.envelopes == []


def test_sent_issue_is_reported_to_editors(
    ana: Desk, clock: Clock, join: Join, postbox: Postbox
) -> None:
    join("reader")
    make_article(headline="Rivers")
    begin(clock)
    send_due_issues(clock)
    assert kinds() == [("issue-sent", ANA)]
    assert "sent to 1 subscriber." in db.session.scalars(select(Message)).one().detail


def test_stopped_issue_is_shown_at_once_and_mailed_after_minutes(
    app: Flask, ana: Desk, clock: Clock, join: Join
) -> None:
    use_mail_url(app, f"smtp://127.0.0.1:{free_port()}")
    join("reader")
    make_article(headline="Rivers")
    begin(clock)
    send_due_issues(clock)
    assert kinds() == []
    assert "has stopped: " in ana.get("/admin/").text
    for _ in range(4):
        clock.now += timedelta(minutes=20)
        send_due_issues(clock)
    assert kinds() == [("issue-stopped", ANA)]
