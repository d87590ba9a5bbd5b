"""Bounces are fetched from a real IMAP server, over TLS."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from config import SettingError, read_settings
from jobs.newsletter.bounce_mailbox import read_mailbox, visit_when_due
from jobs.newsletter.sending import send_due_issues
from testbed.certificates import make_certificate
from testbed.imap import NAME, PASSWORD, Mailbox, imap_server
from tests.conftest import Clock
from tests.factories import make_article
from tests.jobs.newsletter.issues import Join, begin, statuses
from tests.jobs.newsletter.mail_reports import dsn
from tests.postbox import Postbox


@pytest.fixture
def mailbox(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Mailbox]:
    certificate, key = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with imap_server(certificate, key) as running:
        use_mailbox(app, f"imaps://{NAME}:{PASSWORD}@localhost:{running.port}/INBOX")
        yield running


def use_mailbox(app: Flask, url: str) -> None:
    object.__setattr__(app.config["SETTINGS"], "bounce_url", url)


@pytest.fixture
def bounce(clock: Clock, postbox: Postbox, join: Join) -> bytes:
    """A bounce of a mail to Ana."""
    make_article()
    join("ana")
    begin(clock)
    send_due_issues(clock)
    return dsn(str(postbox.envelopes[0].mail_from))


def test_bounces_are_recorded_and_deleted(
    app: Flask, clock: Clock, mailbox: Mailbox, bounce: bytes
) -> None:
    mailbox.put(bounce)
    letter = mailbox.put(b"Subject: Dear editors\r\n\r\nA letter, not a bounce.\r\n")
    visit_when_due(clock())
    assert statuses() == {"ana": "bounced"}
    assert mailbox.flags == {letter: {r"\Seen"}}


def test_mailbox_is_visited_every_five_minutes(
    app: Flask, clock: Clock, mailbox: Mailbox, bounce: bytes
) -> None:
    visit_when_due(clock())
    mailbox.put(bounce)
    visit_when_due(clock.advance(minutes=4))
    assert statuses() == {"ana": "confirmed"}
    visit_when_due(clock.advance(minutes=1))
    assert statuses() == {"ana": "bounced"}


def test_unreadable_mailbox_does_not_stop_other_jobs(
    app: Flask,
    clock: Clock,
    mailbox: Mailbox,
    bounce: bytes,
    caplog: pytest.LogCaptureFixture,
) -> None:
    mailbox.put(bounce)
    use_mailbox(app, f"imaps://{NAME}:wrong@localhost:{mailbox.port}/")
    visit_when_due(clock())
    assert "the bounce mailbox cannot be read" in caplog.text
    assert len(mailbox.messages) == 1


def test_untrusted_certificate_is_refused(
    app: Flask, clock: Clock, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(OSError, match="certificate verify failed"):
        read_mailbox(app.config["SETTINGS"].bounce_url, clock())


def test_mailbox_without_tls_is_an_invalid_setting(tmp_path: Path) -> None:
    settings = {
        "INSTANCE_PATH": str(tmp_path),
        "BOUNCE_URL": "imap://a:b@mail.example/",
    }
    with pytest.raises(SettingError, match="BOUNCE_URL"):
        read_settings(settings)
