"""Another site, on another host and port, that embeds our lists."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Locator, Page

from tests.browser import magazine
from tests.browser.conftest import Trouble
from tests.browser.site import Site

LINES = "/latest/lines.json"
PAGE = """<!doctype html>
<html lang="en" {html}>
<head><meta charset="utf-8"><title>Another site</title>{head}</head>
<body><main><h1>Another site</h1>{body}</main></body>
</html>"""
LIST = """<script type="module" src="{site}/embed/v1/latest.js"></script>
<meridian-latest number="4" {attributes}>
<div>
<p><a href="{site}/latest/">The list as it was</a></p>
<ul><li><a href="{site}/articles/first">As it was copied</a></li></ul>
</div>
</meridian-latest>"""


@dataclass
class Foreign:
    """`serve(body)` returns the URL of a page of the other site."""

    url: str
    site_url: str
    pages: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)

    def serve(
        self, body: str, *, policy: str = "", style: str = "", html: str = ""
    ) -> str:
        path = f"/page-{len(self.pages)}"
        headers = {"Content-Type": "text/html; charset=utf-8"}
        if policy:
            headers["Content-Security-Policy"] = policy.replace("SITE", self.site_url)
        head = f"<style>{style}</style>" if style else ""
        self.pages[path] = PAGE.format(head=head, body=body, html=html), headers
        return self.url + path

    def element(self, attributes: str = "", **given: str) -> str:
        """The URL of a page with the builder's snippet."""
        body = LIST.format(site=self.site_url, attributes=attributes)
        return self.serve(body, **given)


@pytest.fixture
def foreign(site: Site, trouble: Trouble) -> Iterator[Foreign]:
    """`localhost` is not the same site as 127.0.0.1; another port is another origin."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text, headers = other.pages.get(self.path, ("", {}))
            self.send_response(200 if self.path in other.pages else 204)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    other = Foreign(f"http://localhost:{server.server_port}", site.url)
    trouble.expect(f"^another host: {other.url}/")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield other
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def _stories(site: Site) -> None:
    magazine.set_up(poll_seconds=1)
    magazine.publish_many("first", "second", "third", "fourth")


@pytest.fixture
def show(page: Page, foreign: Foreign) -> Callable[..., Locator]:
    """Opens a page of the other site and waits for the live list in it."""

    def visit(attributes: str = "", **given: str) -> Locator:
        page.goto(foreign.element(attributes, **given))
        element = page.locator("meridian-latest")
        part(element, "item").first.wait_for()
        return element

    return visit


def part(element: Locator, name: str) -> Locator:
    return element.locator(f"[part={name}]")


def headlines(element: Locator) -> list[str]:
    return part(element, "headline").all_inner_texts()


def stories(*slugs: str) -> list[str]:
    return [f"The {slug} story" for slug in slugs]
