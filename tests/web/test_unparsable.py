"""Unparsable URLs and headers cause no server error in any view."""

from collections.abc import Callable
from urllib.parse import parse_qsl

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule

from extensions import db
from tests.conventions.routes import EVERY_GET, RULES, address
from tests.newsroom import Desk, make_editor, sign_in

HEADERS = (
    *("HX-Current-URL", "HX-Request", "Referer", "Origin", "Host", "Accept"),
    *("Accept-Encoding", "If-None-Match", "If-Modified-Since", "Range", "Cookie"),
    *("Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest", "User-Agent"),
    *("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded"),
    *("Content-Type", "Authorization", "X-CSRFToken", "Purpose"),
)
ODD = [
    *("http://[", "//[", "http://[a", "http://u[@example.org/", "http://[::1", "//[]"),
    *(
        "http://a:b/",
        "http://a:99999999/",
        "http://\u2100.example/",
        "/admin/\\",
        "?",
        "",
    ),
    *("\xff\xfe", "é", "9" * 400, "%ff", "=?utf-8?q?x?=", "a=b; c", "bytes=5-1", "W/"),
]
QUERIES = ("next", "url", "after", "to", "from", "q", "page", "id", "kind")
FORMS = [rule for rule in RULES if "POST" in (rule.methods or ())]
odd = st.one_of(
    st.sampled_from(ODD), st.text(st.characters(max_codepoint=255), max_size=20)
)


@pytest.fixture(params=["reader", "administrator"])
def anybody(magazine: Flask, request: pytest.FixtureRequest) -> Callable[[], Desk]:
    """A client with all permissions, or none in the newsroom."""
    if request.param == "reader":
        return lambda: Desk(magazine, magazine.response_class)
    with magazine.app_context():
        desk = sign_in(magazine, make_editor("administrator"))
        db.session.remove()
    return lambda: desk


def sent(headers: dict[str, str]) -> dict[str, str]:
    """Headers that a server accepts: no line breaks (RFC 9110 §5.5)."""
    return {n: "".join(c for c in v if c >= " ") for n, v in headers.items()}


@pytest.mark.one_backend  # 3,500 requests for each client
@pytest.mark.parametrize("value", ODD)
def test_unparsable_header_is_no_server_error(
    anybody: Callable[[], Desk], value: str
) -> None:
    client = anybody()
    for name in HEADERS:
        for path in ("/", "/admin/articles/", "/admin/people/", "/nothing-here"):
            for method in ("GET", "POST"):
                answer = client.open(path, method=method, headers=sent({name: value}))
                assert answer.status_code < 500, (method, path, name)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.sampled_from(sorted(EVERY_GET.values())),
    st.dictionaries(st.sampled_from(HEADERS), odd, max_size=4),
    st.dictionaries(st.sampled_from(QUERIES), odd, max_size=3),
)
def test_no_header_or_query_is_a_server_error(
    anybody: Callable[[], Desk],
    path: str,
    headers: dict[str, str],
    query: dict[str, str],
) -> None:
    path, _, given = path.partition("?")
    query_string = dict(parse_qsl(given)) | query
    answer = anybody().get(path, headers=sent(headers), query_string=query_string)
    assert answer.status_code < 500


@pytest.mark.parametrize("rule", FORMS, ids=lambda rule: rule.endpoint)
def test_form_without_its_fields_is_no_server_error(
    magazine: Flask, anybody: Callable[[], Desk], rule: Rule
) -> None:
    client = anybody()
    for sort in (
        "multipart/form-data",
        "application/x-www-form-urlencoded",
        "text/plain",
    ):
        answer = client.post(address(rule), data="nonsense", content_type=sort)
        assert answer.status_code < 500, sort
