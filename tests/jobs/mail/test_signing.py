"""Mail is signed with the instance's key, and can be verified (RFC 6376)."""

import re
import stat
from pathlib import Path

import dkim
import pytest
from flask import Flask

from config import SettingError, read_settings
from jobs.mail.confirmations import send_due_confirmations
from jobs.mail.signing import key_path, make_key, public_record
from jobs.newsletter.sending import send_due_issues
from models.email_address import Address
from models.newsletter.signup import subscribe
from tests.conftest import Clock
from tests.factories import make_article
from tests.jobs.newsletter.issues import begin, join_as, outcomes
from tests.postbox import Postbox


@pytest.fixture
def key(app: Flask) -> Path:
    settings = app.config["SETTINGS"]
    object.__setattr__(settings, "dkim_selector", "meridian")
    make_key(key_path(settings))
    return key_path(settings)


def is_verified(content: bytes, key: Path) -> bool:
    """Verifies as a receiver does, with the record from DNS."""
    record = public_record(key.read_bytes()).encode()

    def find(name: bytes, timeout: int = 5) -> bytes:
        return record if name == b"meridian._domainkey.localhost." else b""

    return bool(dkim.verify(content, dnsfunc=find))


def test_newsletters_are_signed_including_unsubscribe_links(
    key: Path, clock: Clock, postbox: Postbox
) -> None:
    make_article()
    join_as("ana", clock)
    begin(clock)
    send_due_issues(clock)
    content = postbox.envelopes[0].content
    assert isinstance(content, bytes)
    assert is_verified(content, key)
    signed = re.sub(rb"\s", b"", content.partition(b"h=")[2].partition(b";")[0]).lower()
    names = signed.split(b":")
    assert {b"from", b"list-unsubscribe", b"list-unsubscribe-post"} <= set(names)
    for changed in (b"\r\nList-Unsubscribe: <http", b"\r\nSubject: N"):
        assert not is_verified(content.replace(changed, changed + b"x"), key)


def test_confirmations_are_signed(key: Path, clock: Clock, postbox: Postbox) -> None:
    subscribe(Address.read("ana@example.org"), clock())
    send_due_confirmations(clock())
    content = postbox.envelopes[0].content
    assert isinstance(content, bytes)
    assert is_verified(content, key)


def test_no_mail_is_sent_unsigned_without_the_key(
    key: Path, clock: Clock, postbox: Postbox
) -> None:
    key.unlink()
    make_article()
    join_as("ana", clock)
    begin(clock)
    send_due_issues(clock)
    assert postbox.envelopes == []
    assert outcomes() == {"ana": ""}


def test_command_makes_a_private_key_and_keeps_it(app: Flask) -> None:
    runner, path = app.test_cli_runner(), key_path(app.config["SETTINGS"])
    first = runner.invoke(args=["mail", "key"]).output
    content = path.read_bytes()
    second = runner.invoke(args=["mail", "key"]).output
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes() == content
    assert 'meridian._domainkey.localhost. IN TXT ( "v=DKIM1; k=rsa; p=' in first
    assert "Then set DKIM_SELECTOR=meridian" in first
    assert "Kept" in second
    assert all(len(one) <= 255 for one in re.findall(r'"([^"]*)"', first))


@pytest.mark.parametrize("selector", ["Meridian", "a.b", "../key", "-a", "a" * 64])
def test_selector_must_be_a_dns_label(tmp_path: Path, selector: str) -> None:
    settings = {"INSTANCE_PATH": str(tmp_path), "DKIM_SELECTOR": selector}
    with pytest.raises(SettingError, match="DKIM_SELECTOR"):
        read_settings(settings)
