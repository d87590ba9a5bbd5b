"""The app on a real port; tests can log, hold, change and cut its responses."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Answer = Callable[[StartResponse], Iterable[bytes]]
LONGEST_HOLD = 20  # seconds


@dataclass(frozen=True)
class Exchange:
    """One request as the server saw it, and the status it answered with."""

    method: str
    path: str
    query: str
    is_conditional: bool
    status: int


class Wire:
    """WSGI middleware between the socket and the app."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._broken: dict[str, Answer] = {}
        self._held: dict[str, threading.Event] = {}
        self.stripped: set[str] = set()
        self.log: list[Exchange] = []

    def __call__(
        self, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        conditional = "HTTP_IF_NONE_MATCH" in environ
        request = (
            environ["REQUEST_METHOD"],
            path,
            environ["QUERY_STRING"],
            conditional,
        )

        def start(status: str, headers: Any, *more: Any) -> Any:
            self.log.append(Exchange(*request, int(status[:3])))
            kept = [pair for pair in headers if pair[0] not in self.stripped]
            return start_response(status, kept, *more)

        if path in self._held:
            self._held[path].wait(LONGEST_HOLD)
        if path in self._broken:
            return self._broken[path](start)
        return self._app(environ, start)

    @contextmanager
    def without(self, header: str) -> Iterator[None]:
        """Removes this header from responses."""
        self.stripped.add(header)
        try:
            yield
        finally:
            self.stripped.discard(header)

    def requests(self, path: str) -> list[Exchange]:
        """The answered requests for this path, in order."""
        return [exchange for exchange in self.log if exchange.path == path]

    @contextmanager
    def holding(self, path: str) -> Iterator[None]:
        """Responses for this path wait until the block ends."""
        self._held[path] = threading.Event()
        try:
            yield
        finally:
            self._held.pop(path).set()

    @contextmanager
    def broken(self, path: str, answer: Answer) -> Iterator[None]:
        self._broken[path] = answer
        try:
            yield
        finally:
            del self._broken[path]


def failing(start_response: StartResponse) -> Iterable[bytes]:
    start_response("500 Internal Server Error", [("Content-Type", "text/html")])
    return [b"<p>Something went wrong</p>"]


def cut(start_response: StartResponse) -> Iterable[bytes]:
    """Sends less than Content-Length, like a lost connection."""
    headers = [("Content-Type", "text/html"), ("Content-Length", "5000")]
    start_response("200 OK", headers)
    return [b"<div class='rest'><p>Half a"]


class QuietHandler(WSGIRequestHandler):
    # Chromium retries only on a kept-alive connection.
    protocol_version = "HTTP/1.1"

    def log(self, *_: Any) -> None:
        pass


@dataclass(frozen=True)
class Site:
    url: str
    wire: Wire
    app: Flask


@contextmanager
def serving(app: Flask, url: str, descriptor: int) -> Iterator[Site]:
    """Serves the app on a bound socket."""
    wire = Wire(app)
    server: BaseWSGIServer = make_server(
        "127.0.0.1",
        0,
        wire,
        threaded=True,
        request_handler=QuietHandler,
        fd=descriptor,
    )
    server.daemon_threads = True  # type: ignore[attr-defined]
    server.block_on_close = False  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield Site(url, wire, app)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
