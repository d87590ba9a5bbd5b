"""A crawl of the magazine, from its front page and its fragments."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient

from tests.conventions.magazine import CANARY
from tests.conventions.routes import PUBLIC

LINK = re.compile(r'\s(?:href|src|data-hx-get|action)="([^"]*)"')


def test_every_link_works_and_nothing_hidden_shows(
    reader: FlaskClient,
) -> None:
    waiting, seen = ["/", *PUBLIC.values()], set[str]()
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith("/media/"):
            continue
        seen.add(address)
        answer = reader.get(address, buffered=True)
        assert answer.status_code == 200, address
        assert CANARY.encode() not in answer.data, address
        if answer.mimetype == "text/html":
            waiting += _links(answer.text, address)
    assert {"/articles/tale-15", "/articles/the-line/stream"} <= seen


def _links(html: str, here: str) -> list[str]:
    values = map(unescape, LINK.findall(html))
    found = [urlsplit(urljoin(f"http://localhost{here}", value)) for value in values]
    return [
        f"{link.path}{'?' * bool(link.query)}{link.query}"
        for link in found
        if link.netloc == "localhost"
    ]
