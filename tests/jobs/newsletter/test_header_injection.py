"""Nothing that people write can add a header to an issue, or a recipient."""

import base64
import email
from email.policy import compat32

import pytest
from flask import Flask
from sqlalchemy import update

from extensions import db
from jobs.mail.confirmations import send_due_confirmations
from jobs.newsletter.sending import send_due_issues
from models.base import transaction
from models.email_address import Address, BadAddress
from models.newsletter.newsletter import Newsletter
from models.newsletter.signup import subscribe
from models.newsletter.subscriber import Subscriber
from models.setting import Newsroom, write_newsroom
from tests.conftest import Clock
from tests.factories import make_article, make_region
from tests.jobs.newsletter.issues import Join, begin, outcomes
from tests.postbox import Postbox

BCC = "Bcc: victim@example.com"
SEPARATORS = (
    *("\r\n", "\n", "\r", "\r\n ", "\r\n\t", "\n\n", "\r\n\r\n"),
    *("\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\x00"),
)


def in_base64(text: str) -> str:
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="


def quoted(text: str) -> str:
    return f"=?utf-8?q?{''.join(f'={byte:02X}' for byte in text.encode())}?="


CORPUS = (
    *(f"News{separator}{BCC}" for separator in SEPARATORS),
    *(in_base64(f"News{separator}{BCC}") for separator in SEPARATORS),
    *(quoted(f"News{separator}{BCC}") for separator in SEPARATORS),
    f"=?utf-8?q?News?= =?utf-8?q?=0D=0A{BCC}?=",
    f"=?iso-8859-1?Q?=0a{BCC}?= <victim@example.com>, Ana",
    "=?utf-7?q?+AA0ACg-Bcc: victim@example.com?=",
    "=?nonsense?q?=E9?=",
    "=?utf-8?b?a?=",
    '"victim@example.com" <victim@example.com>, x',
    "victim@example.com, other@example.com; third@example.com",
    "Ana <victim@example.com>\u202e gro.elpmaxe@\u2066",
    "%0d%0aBcc:%20victim@example.com",
    "\\r\\nBcc: victim@example.com",
    "\ud55c\uad6d\uc5b4 \U0001f30d" * 12,
    "W" * 199,
    '()<>@,;:\\".[] \t',
    ".\r\n.\r\nMAIL FROM:<x@example.com>",
)
HEADERS = {
    *("To", "Message-ID", "List-Unsubscribe", "From", "Subject", "Date", "List-Id"),
    *("List-Unsubscribe-Post", "Precedence", "MIME-Version", "Content-Type"),
}


def poison(text: str, clock: Clock) -> None:
    """Begins an issue with the text in everything that its mail shows."""
    usable = text.replace("\x00", "")  # PostgreSQL stores none
    region = make_region(usable[:80])
    make_article(headline=usable[:200], regions=[region], published_at=clock())
    with transaction():
        write_newsroom(Newsroom(name=usable, newsletter_name=usable))
        db.session.execute(update(Newsletter).values(name=usable[:80]))
    begin(clock, subject=usable[:200], preheader=usable[:200])


def test_no_text_adds_a_header_or_a_recipient(
    app: Flask, clock: Clock, postbox: Postbox, join: Join
) -> None:
    join("ana")
    for number, text in enumerate(CORPUS, 1):
        clock.advance(hours=1)
        poison(text, clock)
        send_due_issues(clock)
        assert len(postbox.envelopes) == number, text
        check(postbox, text)


def check(postbox: Postbox, text: str) -> None:
    envelope = postbox.envelopes[-1]
    assert envelope.rcpt_tos == ["ana@example.org"], text
    content = envelope.original_content
    assert isinstance(content, bytes)
    message = email.message_from_bytes(content, policy=compat32)
    assert set(message.keys()) == HEADERS, text
    assert len(message.keys()) == len(HEADERS), text
    assert message["To"] == "ana@example.org"
    assert [part.get_content_type() for part in message.walk()][1:] == [
        "text/plain",
        "text/html",
    ]
    assert max(map(len, content.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("text", CORPUS)
def test_no_confirmation_gets_a_header_from_its_name(
    app: Flask, clock: Clock, postbox: Postbox, text: str
) -> None:
    with transaction():
        usable = text.replace("\x00", "")
        write_newsroom(Newsroom(name=usable, newsletter_name=usable))
    subscribe(Address.read("ana@example.org"), clock())
    send_due_confirmations(clock())
    (envelope,) = postbox.envelopes
    assert envelope.rcpt_tos == ["ana@example.org"]
    assert isinstance(envelope.content, bytes)
    message = email.message_from_bytes(envelope.content, policy=compat32)
    assert not {"Bcc", "Cc"} & set(message.keys())
    assert len(message.get_all("Subject", [])) == 1


@pytest.mark.parametrize("text", CORPUS)
def test_no_such_address_is_accepted(text: str) -> None:
    for address in (f"{text}@example.org", f"ana@example.org{text}", f"a{text}@b.org"):
        try:
            mailbox = Address.read(address).mailbox
        except BadAddress:
            continue
        assert "victim" not in mailbox
        assert mailbox.isascii()
        assert mailbox.isprintable()


def test_stored_address_that_breaks_a_line_is_not_mailed(
    app: Flask, clock: Clock, postbox: Postbox, join: Join
) -> None:
    """However it came into the database."""
    make_article()
    bad = join("bad")
    join("ana")
    with transaction():
        worse = update(Subscriber).where(Subscriber.id == bad.id)
        db.session.execute(worse.values(email=f"bad\r\n{BCC}@example.org"))
    begin(clock)
    send_due_issues(clock)
    assert postbox.recipients() == ["ana@example.org"]
    assert sorted(outcomes().values()) == ["failed", "sent"]
