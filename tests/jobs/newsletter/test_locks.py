"""While an issue is sent, editors can save: no transaction keeps SQLite for long."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import Connection, event

from extensions import db
from jobs.newsletter.sending import send_due_issues
from testbed.killing import begin_letter
from tests.admin.stories.writing import autosave, make_story
from tests.conftest import Clock
from tests.jobs.newsletter.issues import state
from tests.newsroom import Desk
from tests.postbox import Postbox

PEOPLE = 120
LONGEST = 0.1  # seconds of CPU time, which other work on the machine does not change


@contextmanager
def held_locks(sender: threading.Thread) -> Iterator[list[float]]:
    """How long each write transaction of the sender lasts."""
    began: dict[int, float] = {}
    lasted: list[float] = []

    def begin(connection: Connection) -> None:
        is_ours = threading.current_thread() is sender
        if is_ours and connection.get_execution_options().get("writes"):
            began[id(connection)] = time.thread_time()

    def end(connection: Connection) -> None:
        start = began.pop(id(connection), None)
        if start is not None:
            lasted.append(time.thread_time() - start)

    listeners = ((begin, "begin"), (end, "commit"), (end, "rollback"))
    engine = db.engine
    for function, name in listeners:
        event.listen(engine, name, function)
    yield lasted
    for function, name in listeners:
        event.remove(engine, name, function)


def test_no_transaction_of_a_sender_is_long(
    app: Flask, clock: Clock, postbox: Postbox, desk: Desk
) -> None:
    story = make_story()
    id_ = begin_letter(PEOPLE)
    db.session.rollback()
    saves = 0

    def send() -> None:
        with app.app_context():
            while state(id_) != "sent":
                send_due_issues(clock)

    sender = threading.Thread(target=send)
    with held_locks(sender) as lasted:
        sender.start()
        while sender.is_alive():
            assert autosave(desk, story, saves).status_code == 200
            saves += 1
        sender.join()
    assert len(postbox.envelopes) == PEOPLE
    assert len(lasted) > PEOPLE // 50
    assert max(lasted) < LONGEST
