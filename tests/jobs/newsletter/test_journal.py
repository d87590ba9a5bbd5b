"""A worker that ends in the middle of a batch leaves notes of what it had sent."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from extensions import db
from jobs.newsletter import batch
from jobs.newsletter.journal import FOLDER, Journal, recover
from jobs.newsletter.sending import send_due_issues
from models.newsletter.delivery import Delivery
from tests.conftest import Clock
from tests.factories import make_article
from tests.jobs.newsletter.issues import Join, begin, outcomes
from tests.postbox import Postbox

NAMES = ("ana", "ben", "cleo")
Interrupt = Callable[[object, str], None]


@pytest.fixture
def interrupt(clock: Clock, join: Join, monkeypatch: pytest.MonkeyPatch) -> Interrupt:
    """Sends an issue, and is ended where `name` is called; nothing is tidied up."""

    def die(*_given: object) -> None:
        raise KeyboardInterrupt

    def until(owner: object, name: str) -> None:
        make_article()
        for person in NAMES:
            join(person)
        begin(clock)
        with monkeypatch.context() as patched:
            patched.setattr(batch, "record_results", die)
            patched.setattr(owner, name, die)
            with pytest.raises(KeyboardInterrupt):
                send_due_issues(clock)

    return until


def doubtful() -> int:
    db.session.rollback()
    return len(db.session.scalars(select(Delivery).where(Delivery.is_doubtful)).all())


def test_what_was_sent_is_not_sent_again(
    app: Flask, clock: Clock, postbox: Postbox, interrupt: Interrupt
) -> None:
    interrupt(batch, "record_results")
    send_due_issues(clock)  # at once: nobody waits for the leases
    assert postbox.recipients() == [f"{name}@example.org" for name in NAMES]
    assert outcomes() == dict.fromkeys(NAMES, "sent")
    assert doubtful() == 0


def test_message_without_an_answer_is_sent_again_and_counted(
    app: Flask, clock: Clock, postbox: Postbox, interrupt: Interrupt
) -> None:
    interrupt(Journal, "sent")
    clock.advance(seconds=1)  # the rate counts the killed worker's batch
    send_due_issues(clock)
    assert outcomes() == dict.fromkeys(NAMES, "sent")
    assert len(postbox.envelopes) == len(NAMES) + 1
    assert doubtful() == 1


def test_without_the_notes_the_whole_batch_is_in_doubt(
    app: Flask, clock: Clock, postbox: Postbox, interrupt: Interrupt, tmp_path: Path
) -> None:
    """As after a power cut."""
    interrupt(batch, "record_results")
    for notes in (tmp_path / FOLDER).iterdir():
        notes.unlink()
    send_due_issues(clock)
    assert len(postbox.envelopes) == len(NAMES)  # their leases are still running
    clock.advance(minutes=11)
    send_due_issues(clock)
    assert outcomes() == dict.fromkeys(NAMES, "sent")
    assert doubtful() == len(NAMES)


def test_notes_of_a_living_worker_are_left_alone(app: Flask, tmp_path: Path) -> None:
    with Journal.opened(tmp_path) as journal:
        journal.sent(1, [2])
        recover(tmp_path, Clock()())
        assert len(list((tmp_path / FOLDER).iterdir())) == 1
        journal.clear()
    assert list((tmp_path / FOLDER).iterdir()) == []


@pytest.mark.parametrize(
    "text", ["", "claimed", "sent x\n", "\0\0\0\n", "claimed 1 2026\nsent 1 2"]
)
def test_damaged_notes_are_removed(app: Flask, tmp_path: Path, text: str) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "x.notes").write_text(text)
    recover(tmp_path, Clock()())
    assert list((tmp_path / FOLDER).iterdir()) == []
