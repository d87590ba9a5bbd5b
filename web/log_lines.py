"""Log lines: time (UTC), level, logger, request id, message; outages only once."""

import logging
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from flask import g, has_request_context, request

FORMAT = "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"
SILENT_FOR = 600.0  # seconds before a repeated message is logged again, with a count
REQUEST_ID = re.compile(r"[\w.:-]{1,64}")
MOST_LINES = 500  # distinct messages remembered


def set_up_logging() -> None:
    """Logs to standard error; set up once per process."""
    logging.getLogger("meridian").setLevel(logging.INFO)
    root = logging.getLogger()
    if root.handlers:
        return
    handler = logging.StreamHandler()
    handler.setFormatter(formatter())
    handler.addFilter(add_request_id)
    handler.addFilter(Repeats(handler))
    root.addHandler(handler)
    root.setLevel(logging.WARNING)


def formatter() -> logging.Formatter:
    lines = logging.Formatter(FORMAT, "%Y-%m-%dT%H:%M:%SZ")
    lines.converter = time.gmtime
    return lines


def add_request_id(record: logging.LogRecord) -> bool:
    record.request_id = request_id()
    return True


def request_id() -> str:
    """The proxy's request id, if it sent one; "-" outside requests."""
    if not has_request_context():
        return "-"
    if "request_id" not in g:
        given = request.headers.get("X-Request-Id", "")
        is_fit = REQUEST_ID.fullmatch(given) is not None
        g.request_id = given if is_fit else secrets.token_hex(6)
    known: str = g.request_id
    return known


@dataclass
class Repeat:
    since: float
    first: logging.LogRecord
    times: int = 0


class Repeats:
    """A filter that logs a repeated message once, and later its count."""

    def __init__(self, handler: logging.Handler) -> None:
        self._handler = handler
        self._lock = Lock()
        self._seen: dict[object, Repeat] = {}

    def __call__(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING or hasattr(record, "repeated"):
            return True
        with self._lock:
            over = self._over(time.monotonic())
            known = self._seen.get(_key(record))
            if known:
                known.times += 1
            elif len(self._seen) < MOST_LINES:
                self._seen[_key(record)] = Repeat(time.monotonic(), record)
        for repeat in over:
            self._handler.handle(_summary(repeat))
        return known is None

    def _over(self, now: float) -> list[Repeat]:
        """Forgets messages whose time is over; returns those that were repeated."""
        over = {k: r for k, r in self._seen.items() if now - r.since > SILENT_FOR}
        for key in over:
            del self._seen[key]
        return [repeat for repeat in over.values() if repeat.times]


def _key(record: logging.LogRecord) -> object:
    """Equal for messages from the same line of code that differ only in numbers."""
    text = re.sub(r"\d+", "#", record.getMessage().partition("\n")[0])
    trace = record.exc_info[2] if record.exc_info else None
    while trace and trace.tb_next:
        trace = trace.tb_next
    return record.name, text, trace and (trace.tb_frame.f_code, trace.tb_lineno)


def _summary(repeat: Repeat) -> logging.LogRecord:
    first = repeat.first
    values: Mapping[str, object] = {
        **first.__dict__,
        "msg": f"{first.getMessage()} ({repeat.times} more times in ten minutes)",
        "args": (),
        "exc_info": None,
        "exc_text": None,
        "repeated": True,
        "created": time.time(),
    }
    return logging.makeLogRecord(dict(values))
