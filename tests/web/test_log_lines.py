"""Log lines are readable, name their request, and do not repeat endlessly."""

import io
import logging
import re

import pytest
from flask import Flask

from web import log_lines
from web.log_lines import Repeats, add_request_id, formatter, request_id

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (ERROR|INFO) tests \[(\S+)\] (.+)")


@pytest.fixture
def lines() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def log(lines: io.StringIO) -> logging.Logger:
    """With the handler that a process has."""
    handler = logging.StreamHandler(lines)
    handler.setFormatter(formatter())
    handler.addFilter(add_request_id)
    handler.addFilter(Repeats(handler))
    log = logging.Logger("tests", logging.INFO)
    log.addHandler(handler)
    return log


def test_line_has_time_level_and_request(
    app: Flask, log: logging.Logger, lines: io.StringIO
) -> None:
    log.info("outside")
    with app.test_request_context(headers={"X-Request-Id": "from-nginx-1"}):
        log.info("within")
    with app.test_request_context(headers={"X-Request-Id": "two\twords"}):
        log.info("made here: %s", request_id())
    found = [LINE.fullmatch(line) for line in lines.getvalue().splitlines()]
    assert [match and match[2] for match in found][:2] == ["-", "from-nginx-1"]
    assert found[2]
    assert found[2][3] == f"made here: {found[2][2]}"


def test_outage_is_logged_once_then_how_often(
    log: logging.Logger, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1000):
        log.error("the archive is away: connection %s refused", number)
    log.error("something else")
    assert len(lines.getvalue().splitlines()) == 2
    monkeypatch.setattr(log_lines, "SILENT_FOR", -1.0)
    log.error("the archive is away: connection 5 refused")
    assert "(999 more times" in lines.getvalue().splitlines()[2]
