"""All responses have the security headers."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conventions.routes import EVERY_GET
from web.headers import SECURITY, STRICT_TRANSPORT

BACKENDS = ("sqlite",)
UNUSUAL: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "/nothing-here", {}),
    ("GET", "/articles/zq-canary-article-withdrawn", {}),
    ("GET", "/?after=nonsense", {}),
    ("GET", "/regions", {}),
    ("GET", "/old", {}),
    ("GET", "/static/nothing.css", {}),
    ("GET", f"/media/{9:040x}.jpg", {}),
    ("GET", "/stream", {"headers": {"Sec-Fetch-Mode": "navigate"}}),
    ("POST", "/", {}),
    ("OPTIONS", "/", {}),
    ("POST", "/newsletter/", {"headers": {"Sec-Fetch-Site": "cross-site"}}),
    ("POST", "/newsletter/", {"data": {"email": "x" * 70_000}}),
    ("POST", "/newsletter/", {"data": {"email": "nonsense"}}),
    ("POST", "/static/img/icon.svg", {}),
]


@pytest.mark.parametrize("address", EVERY_GET.values(), ids=EVERY_GET)
def test_every_response_has_security_headers(reader: FlaskClient, address: str) -> None:
    answer = reader.get(address)
    assert SECURITY.items() <= dict(answer.headers).items() | _own_policy(answer)
    unchanged = reader.get(address, headers={"If-None-Match": "*"})
    assert SECURITY.items() <= dict(unchanged.headers).items() | _own_policy(answer)


@pytest.mark.parametrize(("method", "address", "more"), UNUSUAL)
def test_unusual_responses_have_security_headers(
    reader: FlaskClient, method: str, address: str, more: dict[str, Any]
) -> None:
    answer = reader.open(address, method=method, **more)
    assert SECURITY.items() <= dict(answer.headers).items()


def test_static_files_have_security_headers(reader: FlaskClient) -> None:
    page = reader.get("/").text
    sheet = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = reader.get(sheet, buffered=True)
    assert answer.status_code == 200
    assert SECURITY.items() <= dict(answer.headers).items()
    since = {"If-Modified-Since": answer.headers["Last-Modified"]}
    unchanged = reader.get(sheet, headers=since, buffered=True)
    assert unchanged.status_code == 304
    assert SECURITY.items() <= dict(unchanged.headers).items()


def test_policy_trusts_nothing_inline() -> None:
    policy = SECURITY["Content-Security-Policy"]
    directives = {part.split()[0]: part.split()[1:] for part in policy.split(";")}
    assert directives["default-src"] == ["'none'"]
    assert directives["frame-ancestors"] == ["'none'"]
    assert directives["base-uri"] == ["'none'"]
    assert "unsafe" not in policy
    assert not {"*", "data:", "http:", "https:"} & {
        w for v in directives.values() for w in v
    }


def test_https_is_for_good_only_where_the_site_has_it(
    magazine: Flask, reader: FlaskClient
) -> None:
    forged = {"X-Forwarded-Proto": "https"}
    answer = reader.get("/", headers=forged, base_url="https://localhost")
    assert "Strict-Transport-Security" not in answer.headers


def test_hsts_covers_this_host_only() -> None:
    """Other hosts of the same domain are not ours to decide about."""
    assert STRICT_TRANSPORT == {"Strict-Transport-Security": "max-age=63072000"}


def _own_policy(answer: Any) -> set[tuple[str, str]]:
    """Pages with a token in their address send no referrer at all; what other sites
    may show is not kept from them.
    """
    unlike: set[str] = set()
    if answer.headers["Referrer-Policy"] == "no-referrer":
        unlike.add("Referrer-Policy")
    if answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin":
        unlike.add("Cross-Origin-Resource-Policy")
    policy = answer.headers["Content-Security-Policy"]
    if "frame-ancestors *" in policy:
        assert "X-Frame-Options" not in answer.headers
        unlike |= {"Content-Security-Policy", "X-Frame-Options"}
    if "frame-src 'self'" in policy:
        unlike.add("Content-Security-Policy")
    return {(name, SECURITY[name]) for name in unlike}
