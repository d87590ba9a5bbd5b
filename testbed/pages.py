"""Renders pages without the page cache, and counts their SQL statements."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine
from werkzeug.test import EnvironBuilder, run_wsgi_app

Take = Callable[[], bytes]


def render(app: Flask, address: str) -> Take:
    """Requests the page from Flask, bypassing the page cache."""
    return _request(lambda environ, start: Flask.wsgi_app(app, environ, start), address)


def from_cache(app: Flask, address: str) -> Take:
    return _request(app.wsgi_app, address)


def _request(wsgi: Any, address: str) -> Take:
    environ = EnvironBuilder(address).get_environ() | {"HTTP_ACCEPT_ENCODING": "br"}

    def take() -> bytes:
        body, status, _ = run_wsgi_app(wsgi, dict(environ), buffered=True)
        if not status.startswith("200"):
            raise RuntimeError(f"{address} answers {status}")
        return b"".join(body)

    return take


@contextmanager
def count_queries() -> Iterator[list[str]]:
    """Collects this thread's statements, except those that begin transactions."""
    statements: list[str] = []
    ours = threading.get_ident()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if threading.get_ident() == ours and not statement.startswith(
            ("BEGIN", "PRAGMA")
        ):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)
