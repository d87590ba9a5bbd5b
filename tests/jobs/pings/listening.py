"""A real server on this machine that records pings."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl


@dataclass
class Heard:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode()))


@dataclass
class Listener:
    """It answers with `status` and `headers`."""

    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    url: str = ""

    def topics(self) -> list[str]:
        """The topics received since the last call."""
        heard, self.heard = self.heard, []
        assert {one.form["hub.mode"] for one in heard} <= {"publish"}
        assert all(one.form["hub.topic"] == one.form["hub.url"] for one in heard)
        return sorted(one.form["hub.url"] for one in heard)


@contextmanager
def listening(tls: ssl.SSLContext | None = None) -> Iterator[Listener]:
    listener = Listener()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # http.server names it so
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length)
            listener.heard.append(Heard(self.path, dict(self.headers), body))
            self.send_response(listener.status)
            for name, value in {"Content-Length": "0", **listener.headers}.items():
                self.send_header(name, value)
            self.end_headers()

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_said: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        scheme = "https" if tls else "http"
        listener.url = f"{scheme}://127.0.0.1:{server.server_port}/hub"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield listener
        finally:
            server.shutdown()
            thread.join()
