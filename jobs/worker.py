"""What the worker does: all that is due, when it is woken and once a minute anyway."""

import logging
import os
import signal
import threading
from collections.abc import Callable

from flask import Flask

from jobs.images.renditions import make_missing_renditions
from jobs.images.social_pictures import draw_missing_social_pictures
from jobs.mail.confirmations import send_due_confirmations
from jobs.mail.staff import forget_what_is_over, send_due_messages
from jobs.pings.pings import send_due_pings
from jobs.wakeup import bell_of, listen
from models.listing.search.index import rebuild_outdated_index
from models.statistics.embed_count import forget_old_hosts
from models.statistics.read_count import forget_old_reads

EVERY = 60.0  # seconds
STOP_WITHIN = 10.0  # seconds; what is cut off then is done again after its lease
log = logging.getLogger("meridian.worker")


def work(app: Flask) -> None:
    """Until SIGTERM or SIGINT."""
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
    while not stopped.is_set():
        do_what_is_due(app)
        woken.wait(EVERY)
        woken.clear()


def do_what_is_due(app: Flask) -> None:
    """One job's failure is no reason to leave the others undone."""
    clock = app.config["CLOCK"]
    jobs: tuple[Callable[[], object], ...] = (
        lambda: send_due_messages(clock()),
        lambda: send_due_confirmations(clock()),
        lambda: make_missing_renditions(clock),
        lambda: draw_missing_social_pictures(clock),
        lambda: send_due_pings(clock),
        lambda: forget_what_is_over(clock()),
        lambda: forget_old_reads(clock()),
        lambda: forget_old_hosts(clock()),
        rebuild_outdated_index,
    )
    for job in jobs:
        with app.app_context():
            try:
                job()
            except Exception:
                log.exception("a job has failed; it is tried again in a minute")
