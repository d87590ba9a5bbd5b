"""Bounces and complaints affect their own delivery, and nothing else."""

from collections.abc import Callable

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from extensions import db
from jobs.newsletter.reports import parse, take_report
from jobs.newsletter.sending import send_due_issues
from models.newsletter.consent import Consent
from models.newsletter.delivery import Delivery
from models.newsletter.mail_report import MailReport
from models.newsletter.return_path import signed
from models.newsletter.subscription import Subscription
from tests.conftest import Clock
from tests.factories import make_article
from tests.jobs.newsletter.issues import (
    Join,
    begin,
    delivery_to,
    outcomes,
    read,
    state,
    statuses,
)
from tests.jobs.newsletter.mail_reports import arf, dsn
from tests.newsroom import Desk
from tests.postbox import Postbox

Taken = Callable[[bytes], bool]


@pytest.fixture
def taken(app: Flask, clock: Clock, postbox: Postbox, join: Join) -> Taken:
    """Sends an issue to Ana; `taken(report)` is whether the report was recorded."""
    make_article()
    join("ana")
    begin(clock)
    send_due_issues(clock)
    return lambda content: take_report(content, clock())


def envelope_from(postbox: Postbox) -> str:
    return str(postbox.envelopes[-1].mail_from)


def test_bounce_to_the_signed_address_suppresses(
    taken: Taken, postbox: Postbox
) -> None:
    assert taken(dsn(envelope_from(postbox)))
    assert (outcomes(), statuses()) == ({"ana": "bounced"}, {"ana": "bounced"})
    assert "bounced" in db.session.scalars(select(Consent.event)).all()


def test_bounce_that_only_quotes_our_message_id_suppresses(
    taken: Taken, postbox: Postbox
) -> None:
    message_id = read(postbox.envelopes[0])["Message-ID"]
    assert taken(dsn("postmaster@magazine.example", message_id=message_id))
    assert statuses() == {"ana": "bounced"}


def test_address_in_different_case_still_counts(taken: Taken, postbox: Postbox) -> None:
    assert taken(dsn(envelope_from(postbox).upper()))


def test_same_bounce_counts_once(taken: Taken, postbox: Postbox) -> None:
    report = dsn(envelope_from(postbox))
    assert [taken(report), taken(report)] == [True, False]
    assert len(db.session.scalars(select(MailReport)).all()) == 1


def test_forged_report_changes_nothing(taken: Taken, postbox: Postbox) -> None:
    token, real = delivery_to("ana").token, envelope_from(postbox)
    forged = signed(token, "another secret")
    unsigned, other = f"bounce+{token}@localhost", signed("0" * 32, "another secret")
    for address in (
        f"bounce+{forged}@localhost",
        unsigned,
        f"bounce+{other}@localhost",
    ):
        assert not taken(dsn(address))
    assert not taken(dsn("postmaster@magazine.example"))
    assert not taken(dsn(real.replace("bounce+", "bounce+0")))
    assert (outcomes(), statuses()) == ({"ana": "sent"}, {"ana": "confirmed"})
    assert db.session.scalars(select(MailReport)).all() == []


def test_delay_and_success_change_nothing(taken: Taken, postbox: Postbox) -> None:
    for action in ("delayed", "delivered", "relayed", "expanded"):
        assert not taken(dsn(envelope_from(postbox), "4.4.1", action))
    assert outcomes() == {"ana": "sent"}


def test_full_mailbox_keeps_the_subscriber(taken: Taken, postbox: Postbox) -> None:
    assert taken(dsn(envelope_from(postbox), "5.2.2"))
    assert (outcomes(), statuses()) == ({"ana": "failed"}, {"ana": "confirmed"})


def test_temporary_failure_is_tried_again_while_the_issue_is_sent(
    taken: Taken, clock: Clock, postbox: Postbox, join: Join
) -> None:
    make_article(published_at=clock.advance(days=7))
    join("later")  # a temporary refusal keeps the issue from ending
    id_ = begin(clock)
    send_due_issues(clock)
    assert taken(dsn(envelope_from(postbox), "4.4.7"))
    assert (delivery_to("ana").outcome, state(id_)) == ("", "sending")
    clock.advance(minutes=5)
    send_due_issues(clock)
    assert delivery_to("ana").outcome == "sent"
    assert len(postbox.envelopes) == 3


def test_third_consecutive_failure_suppresses(
    taken: Taken, clock: Clock, postbox: Postbox
) -> None:
    assert taken(dsn(envelope_from(postbox), "4.2.2"))
    for expected in ("confirmed", "bounced"):
        make_article(published_at=clock.advance(days=7))
        begin(clock)
        send_due_issues(clock)
        assert taken(dsn(envelope_from(postbox), "4.2.2"))
        assert statuses() == {"ana": expected}


def test_refused_text_does_not_suppress_the_mailbox(
    taken: Taken, clock: Clock, postbox: Postbox
) -> None:
    assert taken(dsn(envelope_from(postbox), "5.7.1"))
    for _ in range(3):
        make_article(published_at=clock.advance(days=7))
        begin(clock)
        send_due_issues(clock)
        assert taken(dsn(envelope_from(postbox), "5.7.1"))
        assert statuses() == {"ana": "confirmed"}


def test_complaint_suppresses_and_ends_all_subscriptions(
    taken: Taken, postbox: Postbox
) -> None:
    assert taken(arf(read(postbox.envelopes[0])))
    assert statuses() == {"ana": "complained"}
    ended = db.session.scalars(select(Subscription.ended_at)).all()
    assert ended
    assert all(ended)


def test_complaint_by_envelope_counts(taken: Taken, postbox: Postbox) -> None:
    message = read(postbox.envelopes[0])
    message.replace_header("Message-ID", "<redacted@isp.example>")
    assert taken(arf(message, envelope_from=envelope_from(postbox)))
    assert statuses() == {"ana": "complained"}


def test_not_spam_report_is_not_a_complaint(taken: Taken, postbox: Postbox) -> None:
    assert not taken(arf(read(postbox.envelopes[0]), "not-spam"))
    assert statuses() == {"ana": "confirmed"}


def test_automatic_reply_is_not_a_bounce(taken: Taken, postbox: Postbox) -> None:
    reply = f"To: {envelope_from(postbox)}\r\nSubject: On holiday\r\n\r\n5.1.1 failed"
    assert not taken(reply.encode())


def test_after_a_complaint_nothing_is_sent(
    taken: Taken, clock: Clock, postbox: Postbox
) -> None:
    taken(arf(read(postbox.envelopes[0])))
    make_article(published_at=clock.advance(days=7))
    begin(clock)
    send_due_issues(clock)
    assert len(postbox.envelopes) == 1


def test_newsroom_shows_reports(
    taken: Taken, postbox: Postbox, signed_in: Callable[..., Desk]
) -> None:
    taken(dsn(envelope_from(postbox)))
    taken(arf(read(postbox.envelopes[0])))
    boss = signed_in("administrator")
    issue = db.session.scalars(select(Delivery)).one().issue_id
    report = boss.get(f"/admin/newsletter/issues/{issue}").text
    assert "<dt>Bounced</dt><dd>1</dd>" in report
    assert "<dt>Marked as spam</dt><dd>1</dd>" in report
    assert "Marked as spam" in boss.get("/admin/newsletter/subscribers/").text


@given(st.binary(max_size=2000))
def test_parser_survives_any_bytes(content: bytes) -> None:
    assert parse(content, "secret") is None
    assert parse(dsn("a@b.example")[:150] + content, "secret") is None


def test_parser_survives_deep_nesting() -> None:
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n)
        for n in range(3000)
    )
    assert parse(deep, "secret") is None
