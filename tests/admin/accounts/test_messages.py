"""Mail to staff, through a real server, and its failures."""

from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.smtp import Envelope
from flask import Flask
from sqlalchemy import select

from extensions import db
from jobs.mail.staff import forget_what_is_over, send_due_messages
from jobs.worker import run_due_jobs
from models.base import transaction
from models.setting import Newsroom, write_newsroom
from models.staff.attempt import Attempt
from models.staff.message import Message, tell_writers
from models.staff.staff_member import StaffMember
from tests.conftest import Clock
from tests.factories import keep, make_article
from tests.newsroom import make_editor
from tests.postbox import Postbox

INJECTED = "=?utf-8?q?News=0D=0ABcc=3A_x=40example.com?="


def write(
    editor: StaffMember, clock: Clock, detail: str = "It was changed."
) -> Message:
    more = {"detail": detail}
    return keep(Message.to(editor, "notice", "Your account", clock(), **more))


def kept() -> Message:
    db.session.rollback()
    return db.session.scalars(select(Message)).one()


def headers_of(envelope: Envelope) -> EmailMessage:
    assert isinstance(envelope.content, bytes)
    read = message_from_bytes(envelope.content, policy=default)
    assert isinstance(read, EmailMessage)
    return read


def test_message_is_sent_once(ana: StaffMember, clock: Clock, postbox: Postbox) -> None:
    write(ana, clock)
    assert send_due_messages(clock()) == 1
    assert send_due_messages(clock()) == 0
    assert postbox.recipients() == ["ana@desk.example.com"]
    message = kept()
    assert (message.is_due, message.failure) == (False, "")
    assert message.sent_at


def test_worker_sends_waiting_messages(
    app: Flask, ana: StaffMember, clock: Clock, postbox: Postbox
) -> None:
    write(ana, clock)
    db.session.rollback()
    run_due_jobs(app)
    assert postbox.recipients() == ["ana@desk.example.com"]


def test_claims_of_a_crashed_worker_are_sent_later(
    ana: StaffMember, clock: Clock, postbox: Postbox
) -> None:
    write(ana, clock)
    assert Message.claim(clock())
    clock.advance(minutes=4)
    assert send_due_messages(clock()) == 0
    clock.advance(minutes=2)
    assert send_due_messages(clock()) == 1


def test_failure_is_recorded_and_tried_again(
    ana: StaffMember, clock: Clock, postbox: Postbox
) -> None:
    ana.email = ana.address_key = "later@desk.example.com"
    db.session.commit()
    write(ana, clock)
    assert send_due_messages(clock()) == 0
    failed = kept()
    assert failed.is_due
    assert "451" in failed.failure
    assert failed.claimed_until is not None
    assert failed.claimed_until - clock() >= timedelta(minutes=1)


def test_mailbox_that_does_not_exist_is_given_up(
    ana: StaffMember, clock: Clock, postbox: Postbox
) -> None:
    ana.email = ana.address_key = "nobody@desk.example.com"
    db.session.commit()
    write(ana, clock)
    assert send_due_messages(clock()) == 0
    refused = kept()
    assert not refused.is_due
    assert "550" in refused.failure
    assert "nobody@" not in refused.failure


def test_failure_for_days_is_given_up(ana: StaffMember, clock: Clock) -> None:
    message = write(ana, clock)
    message.fail("away", clock())
    clock.advance(days=2)
    message.fail("away", clock())
    assert message.is_due
    clock.advance(days=2)
    message.fail("away", clock())
    assert not message.is_due


def test_no_header_is_injected(
    ana: StaffMember, clock: Clock, postbox: Postbox
) -> None:
    with transaction():
        write_newsroom(Newsroom(name=INJECTED))
    write(ana, clock)
    assert send_due_messages(clock()) == 1
    (envelope,) = postbox.envelopes
    assert envelope.rcpt_tos == ["ana@desk.example.com"]
    assert "Bcc" not in headers_of(envelope)


@pytest.mark.parametrize("headline", [INJECTED, "=?nonsense?q?=E9?=", "=?utf-8?b?a?="])
def test_encoded_word_in_a_headline_does_not_stop_a_mail(
    ana: StaffMember, clock: Clock, postbox: Postbox, headline: str
) -> None:
    given = {"headline": headline, "note": "Shorter.", "owner_id": ana.id}
    story = make_article(status="draft", **given)
    chief = make_editor("editor")
    with transaction():
        tell_writers(story, chief, clock())
    assert send_due_messages(clock()) == 1
    (envelope,) = postbox.envelopes
    headers = headers_of(envelope)
    assert headers["Subject"].replace("\N{WORD JOINER}", "").endswith(headline)
    assert "Bcc" not in headers


def test_disabled_editor_is_mailed_no_links(
    ana: StaffMember, clock: Clock, postbox: Postbox
) -> None:
    keep(Message.to(ana, "reset", "A new password", clock()))
    with transaction():
        ana.active = False
    assert send_due_messages(clock()) == 0
    assert postbox.envelopes == []


def test_database_never_holds_a_link(
    ana: StaffMember, clock: Clock, tmp_path: Path
) -> None:
    keep(Message.to(ana, "reset", "A new password", clock()))
    row = db.session.execute(select(Message.__table__)).one()
    assert not any("http" in str(value) for value in row)


def test_old_messages_are_deleted(ana: StaffMember, clock: Clock) -> None:
    message = write(ana, clock)
    keep(Attempt(who="x" * 64, failures=3, last_at=clock()))
    with transaction():
        message.settle(clock())
    clock.advance(days=89)
    forget_what_is_over(clock())
    assert kept()
    assert db.session.scalars(select(Attempt)).all() == []
    clock.advance(days=2)
    forget_what_is_over(clock())
    assert db.session.scalars(select(Message)).all() == []
