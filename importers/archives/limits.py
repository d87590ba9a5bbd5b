"""Keeps one item from holding up an import: hostile texts can take hours to convert."""

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from importers.archives.records import ArchiveProblem

MOST_SECONDS = 20.0
LONGEST_TEXT = 1_000_000  # characters
TOO_SLOW = "Converting it takes too long: shorten it, or split it into several."
TOO_LONG = f"Its text has more than {LONGEST_TEXT:,} characters: split it."
UNREADABLE = "It could not be read because of an error, which the log describes."


log = logging.getLogger("meridian.imports")


@contextmanager
def one_item(line: int = 0, title: str = "") -> Iterator[None]:
    """Turns whatever goes wrong with an item into ArchiveProblem, so that the others
    are imported.
    """
    try:
        with time_limit():
            yield
    except ArchiveProblem as problem:
        problem.line, problem.item = problem.line or line, problem.item or title
        raise
    except Exception:
        log.exception("an item of an import could not be read: %r", title[:100])
        raise ArchiveProblem(UNREADABLE, line=line, item=title) from None


@contextmanager
def time_limit() -> Iterator[None]:
    """Raises ArchiveProblem after MOST_SECONDS. Works in the main thread, where imports
    run; regular expressions check for signals too.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(_number: int, _frame: FrameType | None) -> None:
        raise ArchiveProblem(TOO_SLOW)

    usual = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, MOST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, usual)
