"""Pictures of an old site are fetched, but never from our own network."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from jobs.pings import outward
from jobs.pings.outward import HostAway, OutwardRefused, get


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:  # http.server names it so
        target = {
            "/moved": "/picture",
            "/loop": "/loop",
            "/inward": "http://127.0.0.1:1/",
            "/file": "file:///etc/passwd",
            "/invalid": "http://[",
        }.get(self.path)
        found = self.path == "/picture"
        self.send_response(302 if target else 200 if found else 404)
        if target:
            self.send_header("Location", target)
        self.end_headers()
        self.wfile.write(b"picture" if found else b"")

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize("path", ["/picture", "/moved"])
def test_body_is_returned(site: str, path: str) -> None:
    assert get(site + path, 100, private_allowed=True) == b"picture"


def test_body_is_cut_off(site: str) -> None:
    assert get(f"{site}/picture", 3, private_allowed=True) == b"pict"


@pytest.mark.parametrize("path", ["/nothing", "/loop", "/file", "/invalid"])
def test_anything_else_is_refused(site: str, path: str) -> None:
    with pytest.raises(OutwardRefused):
        get(site + path, 100, private_allowed=True)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://old.example/a.jpg", "http://u:p@a.example/"]
)
def test_only_web_addresses_are_fetched(url: str) -> None:
    with pytest.raises(OutwardRefused):
        get(url, 100)


def test_private_address_is_refused(site: str) -> None:
    with pytest.raises(OutwardRefused, match="private network"):
        get(f"{site}/picture", 100)


def test_redirect_into_our_network_is_refused(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The site counts as public here; the address it redirects to does not."""
    port = int(site.rpartition(":")[2])
    real = outward._public_addresses

    def resolve(host: str, number: int, *, private_allowed: bool) -> list[str]:
        is_site = number == port
        return real(host, number, private_allowed=is_site or private_allowed)

    monkeypatch.setattr(outward, "_public_addresses", resolve)
    assert get(f"{site}/picture", 100) == b"picture"
    with pytest.raises(OutwardRefused, match="private network"):
        get(f"{site}/inward", 100)


def test_unreachable_server_is_distinguished() -> None:
    with pytest.raises(HostAway):
        get("http://127.0.0.1:1/", 100, private_allowed=True)
