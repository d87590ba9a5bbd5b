"""The worker: runs all due jobs when it is woken, and at least once a minute."""

import logging
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from extensions import db
from jobs.images.leftovers import sweep
from jobs.images.renditions import make_missing_renditions
from jobs.mail.confirmations import send_due_confirmations
from jobs.mail.kept_files import forget_old_files
from jobs.mail.staff import forget_what_is_over, send_due_messages
from jobs.newsletter.bounce_mailbox import visit_when_due
from jobs.newsletter.outside_checks import run_due_checks
from jobs.newsletter.scheduling import make_due_issues
from jobs.newsletter.sending import send_due_issues
from jobs.pings.pings import send_due_pings
from jobs.reindexing import reindex_what_is_due
from jobs.site_imports import start_site_imports
from jobs.subscribers.background import import_uploads
from jobs.wakeup import bell_of, listen
from models.heartbeat import Heartbeat, beat, worker_state
from models.listing.search.index import rebuild_outdated_index
from models.statistics.embed_count import forget_old_hosts
from models.statistics.read_count import forget_old_reads
from models.steady_clock import SteadyClock

EVERY = 60.0  # seconds
BEAT_EVERY = timedelta(seconds=30)
STOP_WITHIN = 10.0  # seconds; interrupted work is repeated after its lease
log = logging.getLogger("meridian.worker")


def work(app: Flask) -> None:
    """Runs until SIGTERM or SIGINT."""
    woken, stopped = threading.Event(), threading.Event()

    def stop(*_signal: object) -> None:
        stopped.set()
        woken.set()
        ending = threading.Timer(STOP_WITHIN, os._exit, [0])
        ending.daemon = True
        ending.start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    bell = bell_of(app.config["SETTINGS"])
    listener = threading.Thread(target=listen, args=(bell, woken.set), daemon=True)
    listener.start()
    continue_the_clock(app)
    while not stopped.is_set():
        run_due_jobs(app)
        woken.wait(EVERY)
        woken.clear()


def continue_the_clock(app: Flask) -> None:
    """Checks the clock, which may have been set back while no worker ran."""
    clock = app.config["CLOCK"]
    if isinstance(clock, SteadyClock):
        with app.app_context(), suppress(SQLAlchemyError):
            clock.continue_from(worker_state(clock()).seen_at or clock())


def run_due_jobs(app: Flask) -> None:
    """Logs a job's failure and continues with the others."""
    clock = app.config["CLOCK"]
    jobs: tuple[Callable[[], object], ...] = (
        lambda: send_due_messages(clock()),
        lambda: send_due_confirmations(clock()),
        lambda: start_site_imports(clock),
        lambda: make_missing_renditions(clock, lambda: between_pictures(clock)),
        lambda: send_due_pings(clock),
        lambda: import_uploads(clock),
        lambda: reindex_what_is_due(clock),
        lambda: visit_when_due(clock()),
        lambda: run_due_checks(clock),
        lambda: make_due_issues(clock()),
        lambda: send_due_issues(clock),
        lambda: forget_what_is_over(clock()),
        lambda: sweep.go_on(clock()),
        lambda: forget_old_files(clock()),
        lambda: forget_old_reads(clock()),
        lambda: forget_old_hosts(clock()),
        rebuild_outdated_index,
    )
    for job in jobs:
        with app.app_context():
            try:
                job()
                beat_if_due(clock())
            except Exception:
                log.exception("a job has failed; it is tried again in a minute")


def between_pictures(clock: Callable[[], datetime]) -> None:
    """Drawing all pictures can take minutes, which an import should not wait for."""
    beat_if_due(clock())
    start_site_imports(clock)


def beat_if_due(now: datetime) -> None:
    """Called between jobs and pictures, so that health checks see it is not stuck."""
    seen_at = db.session.scalar(select(Heartbeat.at))
    if seen_at is None or abs(now - seen_at) >= BEAT_EVERY:
        beat(now)
