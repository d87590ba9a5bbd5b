"""No header of one reader's request changes what another reader gets."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request

from tests.conftest import Clock, make_app
from tests.conventions.routes import OPEN_GETS

EVIL = "evil.example"
FORGED: dict[str, str] = {
    "Host": EVIL,
    "X-Host": EVIL,
    "X-Forwarded-Host": EVIL,
    "X-Forwarded-Server": EVIL,
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Scheme": "https",
    "X-Forwarded-Port": "6666",
    "X-Forwarded-Prefix": f"//{EVIL}",
    "X-Forwarded-For": "6.6.6.6",
    "Forwarded": f"for=6.6.6.6;host={EVIL};proto=https",
    "X-Original-URL": f"/{EVIL}",
    "X-Rewrite-URL": f"/{EVIL}",
    "X-HTTP-Method-Override": "POST",
    "X-Method-Override": "DELETE",
    "X-Script-Name": f"/{EVIL}",
    "Script-Name": f"/{EVIL}",
    "Accept-Language": EVIL,
    "Accept": f"application/{EVIL}",
    "Cookie": f"session={EVIL}; theme={EVIL}",
    "Authorization": f"Bearer {EVIL}",
    "Origin": f"https://{EVIL}",
    "Referer": f"https://{EVIL}/",
    "User-Agent": EVIL,
    "HX-Request": "true",
    "HX-Target": EVIL,
    "HX-Boosted": "true",
    "HX-Current-URL": f"https://{EVIL}/",
    "Sec-Fetch-Site": "cross-site",
    "Purpose": "prefetch",
}
TOKEN = re.compile(rb"(?<=csrf)[_-]token\"[^>]*>")  # another one each time
MORE = ("/regions", "/old", "/nothing", "/?after=x")
EVERYTHING = {*OPEN_GETS.values(), *MORE}
FEW = ("/", "/articles/the-line/stream", *MORE)


@pytest.mark.one_backend
@pytest.mark.parametrize("address", sorted(EVERYTHING))
def test_forged_headers_have_no_effect(magazine: Flask, address: str) -> None:
    _reach_nobody(magazine, address, FORGED)


@pytest.mark.one_backend
@pytest.mark.parametrize("address", FEW)
def test_no_single_forged_header_has_an_effect(magazine: Flask, address: str) -> None:
    for name, value in FORGED.items():
        _reach_nobody(magazine, address, {name: value})


def _reach_nobody(magazine: Flask, address: str, forged: dict[str, str]) -> None:
    kept = magazine.extensions["page_cache"]
    clean = _plain(magazine.test_client().get(address))
    kept.clear()
    answer = magazine.test_client().get(address, headers=forged)
    assert EVIL.encode() not in answer.data, forged
    assert EVIL not in str(answer.headers), forged
    assert _plain(magazine.test_client().get(address)) == clean, forged


@pytest.mark.parametrize(
    "environ",
    [{"SCRIPT_NAME": f"//{EVIL}"}, {"wsgi.url_scheme": EVIL}, {"SERVER_NAME": EVIL}],
)
def test_forged_environment_has_no_effect(
    magazine: Flask, environ: dict[str, Any]
) -> None:
    client = magazine.test_client()
    clean = client.get("/").data
    magazine.extensions["page_cache"].clear()
    client.get("/", environ_overrides=environ)
    assert client.get("/").data == clean


@pytest.mark.parametrize(
    "host",
    ["", "a b", "<script>", "localhost:nonsense", "[::1", "é.example", "a" * 5000],
)
def test_invalid_hosts_are_no_server_error(magazine: Flask, host: str) -> None:
    for address in ("/", "/regions", "/nothing", "/newsletter/confirm/x"):
        answer = magazine.test_client().get(
            address, environ_overrides={"HTTP_HOST": host.encode().decode("latin-1")}
        )
        assert answer.status_code < 500
        assert host == "" or host not in answer.text


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "1.1.1.1", "127.0.0.1"),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 2.2.2.2", "1.1.1.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_address_of_the_client_comes_from_trusted_proxies_only(
    database_url: str,
    tmp_path: Path,
    clock: Clock,
    proxies: int,
    forwarded: str,
    expected: str,
) -> None:
    app = make_app(database_url, tmp_path, clock, TRUSTED_PROXIES=proxies)
    seen: list[str | None] = []
    app.before_request(lambda: seen.append(request.remote_addr))
    app.test_client().get("/healthz", headers={"X-Forwarded-For": forwarded})
    assert seen == [expected]


def _plain(answer: Any) -> tuple[int, bytes, list[tuple[str, str]]]:
    headers = [pair for pair in answer.headers if pair[0] not in ("Date", "Set-Cookie")]
    return answer.status_code, TOKEN.sub(b"", answer.data), headers
