"""A file with the results of a batch, until they are committed.

Results are committed per batch, because a commit waits for the disk. The file survives
the process: when a worker is killed, the next one on this machine reads which messages
it had sent. A power cut can lose the file; then all rows begun in the batch are in
doubt.
"""

import fcntl
import os
import re
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Self, TextIO

from models.claimable import Claim
from models.newsletter.delivery import Delivery, Outcome, record_results

FOLDER = "sending"  # in the instance folder
CLAIMED, LEAVES, ANSWERED, SENT = "claimed", "leaves", "answered", "sent"
NOTE = re.compile(
    r"^(claimed|leaves|answered|sent) ([0-9]+)((?: [0-9T:.+-]+)*)\n", re.M
)


class Journal:
    """Lines of `WORD ID DETAILS`. Its lock shows others that this worker is alive."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(exist_ok=True)
        unlocked, self._path = path.with_suffix(".new"), path
        self._file = os.open(unlocked, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        unlocked.rename(path)  # visible to others from now on, and locked

    @classmethod
    @contextmanager
    def opened(cls, folder: Path) -> Iterator[Self]:
        """Keeps the file if its notes were not recorded in the database."""
        journal = cls(folder / FOLDER / f"{uuid.uuid4().hex}.notes")
        try:
            yield journal
        finally:
            if os.fstat(journal._file).st_size == 0:
                journal._path.unlink()
            os.close(journal._file)

    def claimed(self, claims: Sequence[Claim[Delivery]]) -> None:
        notes = (f"{CLAIMED} {one.id} {one.until.isoformat()}\n" for one in claims)
        self._write("".join(notes))

    def leaves(self, id_: int) -> None:
        self._write(f"{LEAVES} {id_}\n")

    def answered(self, id_: int) -> None:
        """The message was not accepted or not sent."""
        self._write(f"{ANSWERED} {id_}\n")

    def sent(self, id_: int, article_ids: Sequence[int]) -> None:
        self._write(" ".join((SENT, str(id_), *map(str, article_ids))) + "\n")

    def clear(self) -> None:
        """Everything is in the database now."""
        os.ftruncate(self._file, 0)

    def _write(self, notes: str) -> None:
        if os.write(self._file, notes.encode()) != len(notes):
            raise OSError("the disk is full")


def recover(folder: Path, now: datetime) -> None:
    """Records the notes of killed workers."""
    for path in (folder / FOLDER).glob("*.notes"):
        with suppress(FileNotFoundError), path.open(errors="replace") as file:
            _recover(path, file, now)


def _recover(path: Path, file: TextIO, now: datetime) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # its worker is alive
    try:
        claims, notes = _read(file.read())
    except ValueError:
        claims, notes = [], {}  # damaged by a power cut
    record_results(claims, {id_: _outcome(*note) for id_, note in notes.items()}, now)
    path.unlink(missing_ok=True)


def _outcome(word: str, details: str) -> Outcome:
    if word == SENT:
        return lambda row, now: row.was_sent(now, map(int, details.split()))
    if word == LEAVES:
        return lambda row, _now: row.release_in_doubt()
    return lambda row, _now: row.release()


def _read(text: str) -> tuple[list[Claim[Delivery]], dict[int, tuple[str, str]]]:
    """The claims, and the last note of each. The last line may be incomplete."""
    claims, notes = [], {}
    for word, id_, details in NOTE.findall(text):
        notes[int(id_)] = (word, details)
        if word == CLAIMED:
            until = datetime.fromisoformat(details.strip())
            claims.append(Claim(Delivery, int(id_), until))
    return claims, notes
