"""An issue whose workers are killed at chosen or random moments, and what came of it.

Workers are forked, not started anew: hundreds of runs take minutes.
"""

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import insert, select, update

from app import create_app
from extensions import db
from jobs.newsletter.digest import Digest, render
from jobs.newsletter.sending import send_due_issues
from models.base import transaction
from models.newsletter import delivery
from models.newsletter.delivery import Delivery
from models.newsletter.issue import NewsletterIssue
from models.newsletter.newsletter import Newsletter
from models.newsletter.subscriber import Subscriber
from models.newsletter.subscription import Subscription
from models.setting import read_newsroom
from testbed.scripted_smtp import Script, scripted_smtp

MOMENTS = ("time", "data", "text", "answered")  # see Watch in scripted_smtp
LONGEST_RUN = 120.0  # seconds


@dataclass
class Run:
    """`left` says after how many messages each of them unsubscribed."""

    people: int
    kills: int
    workers: int
    chance: Random
    script: Script = field(default_factory=lambda: Script([]))
    begun: list[str] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)
    killed: Counter[str] = field(default_factory=Counter)
    doubtful: set[str] = field(default_factory=set)

    @property
    def duplicates(self) -> int:
        return sum(number - 1 for number in self.script.accepted.values())

    def problems(self) -> Iterator[str]:
        readers = {address(n) for n in range(1, self.people + 1)}
        missing = readers - set(self.script.accepted) - set(self.left)
        if missing:
            yield f"skipped: {missing}"
        twice = {name for name, n in self.script.accepted.items() if n > 1}
        if twice - self.doubtful:
            yield f"sent twice without a record: {twice - self.doubtful}"
        if self.duplicates > self.killed.total():
            yield f"{self.duplicates} duplicates after {self.killed.total()} kills"
        for name, at in self.left.items():
            # Each worker may have had one message on its way.
            if name in self.begun[at + self.workers :]:
                yield f"{name} left after {at} messages: {self.begun[at:]}"
        if address(0) in self.script.accepted:
            yield "sent to somebody who had left before"


def address(number: int) -> str:
    return f"reader{number}@d{number}.example"


def run(given: dict[str, Any], run: Run) -> None:
    """`given` are the settings of an instance whose database is migrated and empty."""
    with scripted_smtp([]) as script:
        run.script = script
        app = create_app({**given, "MAIL_URL": f"smtp://127.0.0.1:{script.port}"})
        with app.app_context():
            issue_id = begin_letter(run.people)
            _warm(issue_id)
            _send(app, issue_id, run)
            doubtful = select(Subscriber.email).join(Delivery)
            run.doubtful.update(
                db.session.scalars(doubtful.where(Delivery.is_doubtful))
            )
            db.session.remove()
            db.engine.dispose()


def _warm(issue_id: int) -> None:
    """Compiles the templates once, not in each fork."""
    issue = db.session.get_one(NewsletterIssue, issue_id)
    render(Digest.of(issue, read_newsroom(), datetime.now(UTC)))


def _send(app: Flask, issue_id: int, run: Run) -> None:
    ends = time.monotonic() + LONGEST_RUN
    leaving = [address(run.chance.randint(1, run.people)) for _ in range(3)]
    leave_at = {run.chance.randrange(run.people): name for name in leaving}
    while not _is_sent(issue_id):
        assert time.monotonic() < ends, "the issue was not sent"
        with _workers(app, run.workers) as pids:
            victim = pids[0] if run.killed.total() < run.kills else 0
            _watch(run, victim)
            while _are_alive(pids, victim) and not _is_sent(issue_id):
                assert time.monotonic() < ends, "the issue was not sent"
                _let_some_leave(run, leave_at)
                time.sleep(0.02)
        _end_leases()


def _watch(run: Run, victim: int) -> None:
    """Kills the victim at a moment that is left to chance."""
    moment, number = run.chance.choice(MOMENTS), run.chance.randint(1, 8)
    seen: Counter[str] = Counter()
    lock = threading.Lock()

    def kill() -> None:
        with lock, suppress(ProcessLookupError):
            if not seen["killed"]:
                os.kill(victim, signal.SIGKILL)
                seen["killed"] += 1
                run.killed[moment] += 1

    def watch(event: str, recipient: str) -> None:
        if event == "rcpt":
            run.begun.append(recipient)
        seen[event] += 1
        if victim and event == moment and seen[event] == number:
            kill()

    run.script.watch = watch
    if victim and moment == "time":
        threading.Timer(run.chance.uniform(0, 0.5), kill).start()


def _let_some_leave(run: Run, leave_at: dict[int, str]) -> None:
    for at in [at for at in leave_at if len(run.begun) >= at]:
        name = leave_at.pop(at)
        with transaction():
            theirs = update(Subscriber).where(Subscriber.email == name)
            db.session.execute(theirs.values(status="unsubscribed"))
        run.left.setdefault(name, len(run.begun))


@contextmanager
def _workers(app: Flask, number: int) -> Iterator[list[int]]:
    """Forked; ready when this begins, and gone when it ends."""
    db.session.remove()
    db.engine.dispose()
    readable, writable = os.pipe()
    pids = [_fork(app, writable) for _ in range(number)]
    for _ in pids:
        os.read(readable, 1)
    try:
        yield pids
    finally:
        for pid in pids:
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
        os.close(readable)
        os.close(writable)


def _fork(app: Flask, ready: int) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        # Small numbers, so that every kind of transaction is interrupted.
        delivery.PREPARED_AT_ONCE, Delivery.AT_ONCE = 10, 10
        os.write(ready, b".")
        while True:
            with app.app_context():
                send_due_issues(lambda: datetime.now(UTC))
            time.sleep(0.01)
    finally:
        os._exit(1)


def _are_alive(pids: list[int], victim: int) -> bool:
    """False once the victim is dead."""
    if not victim:
        return True
    return os.waitpid(victim, os.WNOHANG) == (0, 0) and bool(pids)


def _is_sent(issue_id: int) -> bool:
    db.session.rollback()
    state = select(NewsletterIssue.state).where(NewsletterIssue.id == issue_id)
    is_sent = db.session.scalar(state) == "sent"
    db.session.rollback()
    return is_sent


def _end_leases() -> None:
    """Of rows that were claimed, and not noted yet: as if ten minutes were over."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    leased = update(Delivery).where(Delivery.is_due, ~Delivery.is_begun)
    with transaction():
        db.session.execute(leased.values(claimed_until=past))


def begin_letter(people: int) -> int:
    """To this many who are active, and one who has left."""
    now = datetime.now(UTC)
    rows = [
        {
            "email": address(n),
            "address_key": address(n),
            "status": "confirmed" if n else "unsubscribed",
            "nonce": "n",
            "asked_at": now,
        }
        for n in range(people + 1)
    ]
    with transaction():
        newsletter = db.session.scalars(select(Newsletter)).one()
        db.session.execute(insert(Subscriber), rows)
        ids = db.session.scalars(select(Subscriber.id)).all()
        given = {"newsletter_id": newsletter.id, "began_at": now}
        db.session.execute(
            insert(Subscription), [{"subscriber_id": id_, **given} for id_ in ids]
        )
        issue = NewsletterIssue(newsletter=newsletter, subject="Letter", made_at=now)
        issue.intro, issue.state, issue.started_at = "<p>Hello</p>", "preparing", now
        db.session.add(issue)
        db.session.flush()
        return issue.id
