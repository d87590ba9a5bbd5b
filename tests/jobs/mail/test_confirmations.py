"""Sending confirmations to a folder and through a real SMTP server."""

import base64
import email
import re
import socket
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage, Message
from email.policy import SMTP, compat32, default
from pathlib import Path

import pytest
from aiosmtpd import smtp
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from extensions import db
from jobs.mail.confirmations import confirmation, send_due_confirmations
from jobs.mail.transport import HeaderRefused, deliver
from models.base import transaction
from models.claimable import record
from models.email_address import Address
from models.newsletter.signup import subscribe
from models.newsletter.subscriber import Subscriber
from models.setting import Newsroom, write_newsroom
from testbed.ports import free_port
from tests.conftest import Clock
from tests.postbox import Postbox, use_mail_url

Find = Callable[[str], Subscriber]


def only_message(folder: Path) -> EmailMessage:
    (path,) = folder.iterdir()
    assert path.suffix == ".eml"
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def test_confirmation_is_a_complete_message(
    subscriber_at: Find, clock: Clock, mail_folder: Path
) -> None:
    jane = subscriber_at("Jane@exämple.org")
    assert send_due_confirmations(clock()) == 1
    message = only_message(mail_folder)
    assert message["From"] == "Meridian <newsletter@localhost>"
    assert message["To"] == "Jane@xn--exmple-cua.org"
    assert message["Subject"] == "Please confirm: Newsletter"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == f"<confirm-{jane.id}-{jane.nonce}@localhost>"
    assert message["Date"].datetime == clock()
    assert message.get_content_type() == "multipart/alternative"


def test_link_in_both_parts_works(
    client: FlaskClient, subscriber_at: Find, clock: Clock, mail_folder: Path
) -> None:
    subscriber_at("jane@example.org")
    send_due_confirmations(clock())
    message = only_message(mail_folder)
    lines = part(message, "plain").splitlines()
    (link,) = (
        line for line in lines if line.startswith("http://localhost/newsletter/")
    )
    assert f'href="{link}"' in part(message, "html")
    answer = client.post(link.removeprefix("http://localhost"))
    assert answer.location.startswith("/newsletter/preferences/")


def test_subscribers_who_ask_again_get_their_preferences(
    client: FlaskClient, subscriber_at: Find, clock: Clock, mail_folder: Path
) -> None:
    jane = subscriber_at("jane@example.org")
    jane.confirm(clock())
    db.session.commit()
    subscribe(Address.read("jane@example.org"), clock.advance(days=2))
    assert send_due_confirmations(clock()) == 1
    message = only_message(mail_folder)
    assert message["Subject"] == "You already subscribe: Newsletter"
    (link,) = re.findall(r"http://localhost(/\S+)", part(message, "plain"))
    assert "jane@example.org" in client.get(link).text
    subscribe(Address.read("jane@example.org"), clock())
    assert send_due_confirmations(clock()) == 0


def test_link_can_be_read_in_the_file(
    subscriber_at: Find, clock: Clock, mail_folder: Path
) -> None:
    subscriber_at("jane@example.org")
    send_due_confirmations(clock())
    (path,) = mail_folder.iterdir()
    raw = path.read_text().splitlines()
    assert (
        sum(line.startswith("http://localhost/newsletter/confirm/") for line in raw)
        == 1
    )


def test_confirmation_is_recorded_and_sent_once(
    subscriber_at: Find, clock: Clock, postbox: Postbox
) -> None:
    subscriber_at("jane@example.org")
    assert send_due_confirmations(clock()) == 1
    assert send_due_confirmations(clock()) == 0
    jane = subscriber_at("jane@example.org")
    assert (jane.confirmation_due, jane.claimed_until) == (False, None)
    assert jane.confirmation_sent_at is not None
    assert jane.confirmation_sent_at - clock() < timedelta(seconds=60)
    assert postbox.recipients() == ["jane@example.org"]


def test_two_workers_at_once_send_each_message_once(
    app: Flask, subscriber_at: Find, clock: Clock, postbox: Postbox
) -> None:
    names = [f"jane{number:02}@example.org" for number in range(12)]
    for name in names:
        subscriber_at(name)
    db.session.rollback()

    def work(_number: int) -> int:
        with app.app_context():
            return send_due_confirmations(clock())

    with ThreadPoolExecutor(3) as workers:
        assert sum(workers.map(work, range(3))) == len(names)
    assert postbox.recipients() == names


def test_claims_of_a_crashed_worker_are_sent_after_their_lease(
    subscriber_at: Find, clock: Clock, mail_folder: Path
) -> None:
    jane = subscriber_at("jane@example.org")
    (claimed,) = Subscriber.claim(clock())
    assert claimed.id == jane.id
    clock.advance(minutes=4)
    assert send_due_confirmations(clock()) == 0
    clock.advance(minutes=2)
    assert send_due_confirmations(clock()) == 1
    assert only_message(mail_folder)["Message-ID"].startswith(f"<confirm-{jane.id}-")


def test_crash_between_sending_and_recording_repeats_the_message_id(
    subscriber_at: Find, clock: Clock, mail_folder: Path
) -> None:
    subscriber_at("jane@example.org")
    send_due_confirmations(clock())
    jane = subscriber_at("jane@example.org")
    jane.confirmation_due, jane.confirmation_sent_at = True, None
    db.session.commit()
    assert send_due_confirmations(clock()) == 1
    assert only_message(mail_folder)["To"] == "jane@example.org"


def test_late_record_does_not_cancel_a_newer_request(
    subscriber_at: Find, clock: Clock
) -> None:
    jane = subscriber_at("jane@example.org")
    claims = Subscriber.claim(clock())
    with transaction():
        jane.make_due(clock())
    record(claims, lambda row: row.settle(clock()))
    assert subscriber_at("jane@example.org").confirmation_due


@pytest.mark.parametrize(
    ("limit", "due", "sent"),
    [("MOST_AN_HOUR", "john@example.com", 2), ("MOST_AN_HOUR_AT_A_DOMAIN", "a@b.c", 3)],
)
def test_confirmations_above_the_hourly_limit_wait(
    subscriber_at: Find,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    limit: str,
    due: str,
    sent: int,
) -> None:
    monkeypatch.setattr(f"models.newsletter.subscriber.{limit}", 2)
    for address in ("a@example.org", "b@example.org", "c@example.org", due):
        subscriber_at(address)
        clock.advance(seconds=1)
    assert send_due_confirmations(clock()) == sent
    assert subscriber_at("c@example.org").confirmation_due
    clock.advance(minutes=61)
    assert send_due_confirmations(clock()) == 4 - sent


def test_many_requests_from_one_network_delay_only_its_own(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.newsletter.subscriber.MOST_AN_HOUR", 4)
    senders = [("junk", 6), ("home", 1), ("office", 1)]
    for network, times in senders:
        for number in range(times):
            name = f"{network}{number}@example.org"
            subscribe(Address(name, name), clock(), network=network)
    send_due_confirmations(clock())
    sent = select(Subscriber.email).where(~Subscriber.confirmation_due)
    served = {email.partition("@")[0] for email in db.session.scalars(sent)}
    assert served == {"junk0", "junk1", "home0", "office0"}


def test_composing_a_message_reads_only_the_settings(
    app: Flask, subscriber_at: Find, clock: Clock
) -> None:
    jane = subscriber_at("jane@example.org")
    statements: list[str] = []

    def note(
        _connection: object, _cursor: object, statement: str, *_more: object
    ) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    confirmation(jane, clock())
    assert (
        len([statement for statement in statements if statement.startswith("SELECT")])
        == 1
    )


def test_sender_domain_is_written_in_ascii(
    subscriber_at: Find, clock: Clock, mail_folder: Path
) -> None:
    with transaction():
        write_newsroom(Newsroom(contact_email="desk@exämple.org"))
    subscriber_at("jane@example.org")
    send_due_confirmations(clock())
    (sender,) = only_message(mail_folder)["From"].addresses
    assert sender.addr_spec == "desk@xn--exmple-cua.org"


@pytest.mark.parametrize("name", ["later", "cut"])
def test_failure_leaves_it_due_and_does_not_stop_the_others(
    subscriber_at: Find, clock: Clock, postbox: Postbox, name: str
) -> None:
    for address in (f"{name}@example.org", "jane@example.org"):
        subscriber_at(address)
    assert send_due_confirmations(clock()) == 1
    assert postbox.recipients() == ["jane@example.org"]
    failed = subscriber_at(f"{name}@example.org")
    assert failed.confirmation_due
    assert failed.confirmation_sent_at is None
    assert failed.claimed_until is not None


def test_pause_doubles_with_every_failure_up_to_six_hours(
    subscriber_at: Find, clock: Clock
) -> None:
    jane = subscriber_at("jane@example.org")
    pauses = []
    for _ in range(40):
        jane.fail("away", clock())
        assert jane.claimed_until is not None
        pauses.append(jane.claimed_until - clock())
    assert pauses[:4] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
    assert pauses[-1] == timedelta(hours=6)


def test_refused_mailbox_is_not_tried_again(
    subscriber_at: Find,
    clock: Clock,
    postbox: Postbox,
    caplog: pytest.LogCaptureFixture,
) -> None:
    subscriber_at("nobody@example.org")
    assert send_due_confirmations(clock()) == 0
    nobody = subscriber_at("nobody@example.org")
    assert (nobody.status, nobody.confirmation_due) == ("pending", False)
    assert "550" in caplog.text
    assert "nobody@" not in caplog.text


def test_no_lock_is_held_while_waiting_for_the_server(
    app: Flask, subscriber_at: Find, clock: Clock, postbox: Postbox
) -> None:
    subscriber_at("jane@example.org")
    subscriber_at("slow@example.org")
    db.session.rollback()

    def work() -> int:
        with app.app_context():
            return send_due_confirmations(clock())

    with ThreadPoolExecutor(1) as worker:
        sent = worker.submit(work)
        assert postbox.waiting.wait(10)
        subscriber_at("john@example.org")
        db.session.rollback()
        postbox.go_on.set()
        assert sent.result() == 3


def test_server_away_leaves_everything_due(
    app: Flask, subscriber_at: Find, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    use_mail_url(app, f"smtp://jane:very%20secret@127.0.0.1:{free_port()}")
    subscriber_at("jane@example.org")
    subscriber_at("john@example.org")
    assert send_due_confirmations(clock()) == 0
    assert subscriber_at("jane@example.org").confirmation_due
    assert subscriber_at("john@example.org").claimed_until is None
    assert "secret" not in caplog.text


def test_silent_server_times_out(
    app: Flask, subscriber_at: Find, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.mail.transport.PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        use_mail_url(app, f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        subscriber_at("jane@example.org")
        assert send_due_confirmations(clock()) == 0
    assert subscriber_at("jane@example.org").failures == 1


def test_server_that_stalls_is_not_tried_for_other_messages(
    subscriber_at: Find,
    clock: Clock,
    postbox: Postbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("jobs.mail.transport.PATIENCE", 0.3)
    subscriber_at("slow@example.org")
    clock.advance(seconds=1)
    subscriber_at("jane@example.org")
    assert send_due_confirmations(clock()) == 0
    postbox.go_on.set()
    assert subscriber_at("slow@example.org").failures == 1
    assert subscriber_at("jane@example.org").claimed_until is None


def test_unconfirmed_requests_are_deleted_after_thirty_days(
    subscriber_at: Find, clock: Clock
) -> None:
    for status in ("pending", "confirmed", "unsubscribed", "blocked"):
        jane = subscriber_at(f"{status}@example.org")
        jane.status, jane.confirmation_due = status, False
        db.session.commit()
    clock.advance(days=29.9)
    send_due_confirmations(clock())
    assert statuses() == ["blocked", "confirmed", "pending", "unsubscribed"]
    clock.advance(days=0.2)
    send_due_confirmations(clock())
    assert statuses() == ["blocked", "confirmed", "unsubscribed"]


def statuses() -> list[str]:
    return sorted(db.session.scalars(select(Subscriber.status)))


def test_newsroom_with_quotes_and_letters_of_any_alphabet(
    subscriber_at: Find, clock: Clock, mail_folder: Path
) -> None:
    name = "L’Écho, «Мир» <b>"
    with transaction():
        write_newsroom(Newsroom(name=name, contact_email="desk@example.org"))
    subscriber_at("jane@example.org")
    assert send_due_confirmations(clock()) == 1
    message = only_message(mail_folder)
    (sender,) = message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (name, "desk@example.org")
    assert name in part(message, "plain")
    assert "«Мир» &lt;b&gt;" in part(message, "html")


def test_header_injection_by_a_setting_is_written_literally(
    subscriber_at: Find, clock: Clock, mail_folder: Path
) -> None:
    with transaction():
        name = "=?utf-8?q?News=0D=0ABcc=3A_x=40example.com?="
        write_newsroom(Newsroom(newsletter_name=name))
    subscriber_at("jane@example.org")
    assert send_due_confirmations(clock()) == 1
    message = only_message(mail_folder)
    assert "Bcc" not in message
    assert "=?utf-8?q?News=0D=0A" in message["Subject"].replace("\N{WORD JOINER}", "")


def in_base64(text: str) -> str:
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="


def quoted(text: str) -> str:
    return f"=?utf-8?q?{''.join(f'={byte:02X}' for byte in text.encode())}?="


plain = st.text(max_size=40)
ended = st.sampled_from(["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028"])
injected = st.builds(lambda t, end: f"{t}{end}Bcc: x@example.com", plain, ended)
encoded = st.builds(lambda f, t: f(t), st.sampled_from([in_base64, quoted]), injected)
hostile = st.builds(str.__add__, plain, st.one_of(plain, injected, encoded))


@given(subject=hostile, name=hostile)
@settings(max_examples=300, deadline=None)
def test_no_text_can_add_a_header(
    tmp_path_factory: pytest.TempPathFactory, subject: str, name: str
) -> None:
    folder = tmp_path_factory.mktemp("mail")
    message = EmailMessage(policy=SMTP)
    try:
        message["Message-ID"] = "<one@example.org>"
        message["From"] = MailAddress(name, addr_spec="desk@example.org")
        message["Subject"] = subject
        message.set_content("The text.")
        deliver(message, folder.as_uri())
    except ValueError:
        assert list(folder.iterdir()) == []
        return
    written = (folder / "one@example.org.eml").read_bytes()
    headers: Message = email.message_from_bytes(written, policy=compat32)
    assert headers.keys() == message.keys()
    assert headers.get_payload() == "The text.\r\n"


@pytest.mark.parametrize("text", ["a\r\nBcc: x@example.com", "a\x00b", "a\u2028b"])
@pytest.mark.parametrize("wrap", [in_base64, quoted])
def test_encoded_control_characters_are_refused(
    tmp_path: Path, text: str, wrap: Callable[[str], str]
) -> None:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = wrap(text)
    with pytest.raises(HeaderRefused):
        deliver(message, tmp_path.as_uri())


@pytest.mark.parametrize("name", ["=?nonsense?q?=E9?=", "=?utf-8?b?a?="])
def test_invalid_encoded_words_are_refused(tmp_path: Path, name: str) -> None:
    message = EmailMessage(policy=SMTP)
    message["From"] = MailAddress(name, addr_spec="desk@example.org")
    with pytest.raises(HeaderRefused):
        deliver(message, tmp_path.as_uri())


@pytest.fixture
def certificate(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> ssl.SSLContext:
    """A certificate for localhost that is trusted during the test."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1)
    today = datetime.now(UTC)
    made = made.not_valid_before(today - timedelta(days=1))
    made = made.not_valid_after(today + timedelta(days=1))
    signed = made.add_extension(names, critical=False).sign(key, SHA256())
    kept, pem = tmp_path / "localhost.pem", serialization.Encoding.PEM
    private = serialization.PrivateFormat.PKCS8
    hidden = key.private_bytes(pem, private, serialization.NoEncryption())
    kept.write_bytes(hidden + signed.public_bytes(pem))
    monkeypatch.setenv("SSL_CERT_FILE", str(kept))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(kept)
    return context


def knows_password(
    _server: smtp.SMTP, _session: Session, _envelope: Envelope, _how: str, login: object
) -> AuthResult:
    known = LoginPassword(b"jane@example.org", b"p@ss:w/rd")
    return AuthResult(success=login == known, handled=False)


def confirmation_through(app: Flask, clock: Clock, url: str) -> int:
    use_mail_url(app, url)
    return send_due_confirmations(clock())


def test_starttls_with_a_password(
    app: Flask, subscriber_at: Find, clock: Clock, certificate: ssl.SSLContext
) -> None:
    postbox = Postbox()
    server = Controller(
        postbox,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=certificate,
        require_starttls=True,
        auth_required=True,
        authenticator=knows_password,
    )
    server.start()
    subscriber_at("jane@example.org")
    host = f"localhost:{server.port}"
    url = f"smtp+starttls://jane%40example.org:wrong@{host}"
    assert confirmation_through(app, clock, url) == 0
    clock.advance(minutes=2)
    url = f"smtp+starttls://jane%40example.org:p%40ss%3Aw%2Frd@{host}"
    assert confirmation_through(app, clock, url) == 1
    server.stop()
    assert postbox.recipients() == ["jane@example.org"]


def test_smtps_only_with_a_certificate_for_the_name(
    app: Flask, subscriber_at: Find, clock: Clock, certificate: ssl.SSLContext
) -> None:
    postbox = Postbox()
    server = Controller(
        postbox, hostname="127.0.0.1", port=free_port(), ssl_context=certificate
    )
    server.start()
    subscriber_at("jane@example.org")
    assert confirmation_through(app, clock, f"smtps://127.0.0.1:{server.port}") == 0
    clock.advance(minutes=2)
    assert confirmation_through(app, clock, f"smtps://localhost:{server.port}") == 1
    server.stop()
    assert postbox.recipients() == ["jane@example.org"]
