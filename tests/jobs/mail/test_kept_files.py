"""Mail files are deleted after a week, or once the link in them was used."""

from pathlib import Path

import pytest
from flask import Flask

from jobs.mail.confirmations import send_due_confirmations
from jobs.mail.kept_files import forget_old_files
from jobs.mail.staff import send_due_messages
from models.base import transaction
from models.email_address import Address
from models.newsletter.signup import subscribe
from models.staff.message import Message
from tests.conftest import Clock
from tests.factories import keep
from tests.newsroom import make_editor


@pytest.fixture
def folder(app: Flask) -> Path:
    return Path(app.instance_path) / "mail"


def test_file_with_a_used_account_link_is_deleted(
    app: Flask, clock: Clock, folder: Path
) -> None:
    ana = make_editor("editor")
    keep(Message.to(ana, "reset", "Your new password", clock()))
    send_due_messages(clock())
    forget_old_files(clock())
    assert len(list(folder.iterdir())) == 1
    with transaction():
        ana.end_sessions()  # as a new password does
    forget_old_files(clock())
    assert list(folder.iterdir()) == []


def test_file_with_a_used_confirmation_is_deleted(
    app: Flask, clock: Clock, folder: Path
) -> None:
    subscribe(Address.read("jane@example.org"), clock())
    send_due_confirmations(clock())
    (path,) = folder.iterdir()
    lines = path.read_text().splitlines()
    link = next(line for line in lines if line.startswith("http://localhost/"))
    forget_old_files(clock())
    assert path.exists()
    app.test_client().post(link.removeprefix("http://localhost"))
    forget_old_files(clock())
    assert not path.exists()


def test_notices_are_kept_for_a_week(app: Flask, clock: Clock, folder: Path) -> None:
    keep(Message.to(make_editor("editor"), "notice", "Your account", clock()))
    send_due_messages(clock())
    clock.advance(days=6)
    forget_old_files(clock())
    assert len(list(folder.iterdir())) == 1
    clock.advance(days=2)
    forget_old_files(clock())
    assert list(folder.iterdir()) == []
