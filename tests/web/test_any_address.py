"""No request causes a server error."""

from collections.abc import Callable

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conventions.routes import OPEN_GETS

ANSWERS = {200, 301, 302, 304, 308, 400, 404, 405, 410, 414, 429}
ODD = [
    "\0", "%00", "%0a", "%0d%0aX: y", "%ff%fe", "%c0%af", "%ed%a0%80", "%F0%9F%8E%89",
    "..", "%2e%2e%2f", "%2f", "\\", "%5c", ";", "'", '"', "' OR 1=1--", "é", "\u202e",
    "a" * 8192, "-1", "9" * 400, "x" * 201,
    "AAAAAAAAAAAAAAAA", "__________________", "________________", "f_______________",
    "gAAAAAAAAAAAAAAA", "AAAAAAAAAAD_____", "AAVNKVgWqAD_____",
]  # fmt: skip

fuzzed = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
text = st.one_of(st.sampled_from(ODD), st.text(max_size=30))
names = st.sampled_from(
    ["after", "open", "size", "utm_source", "_external", "slug", ""]
)


@pytest.fixture
def ask(magazine: Flask) -> Callable[[str, str], int]:
    """Sends path and query unencoded, and returns the status."""

    def send(path: str, query: str, method: str = "GET") -> int:
        environ = {"PATH_INFO": _raw(path), "QUERY_STRING": _raw(query)}
        answer = magazine.test_client().open(
            "/", method=method, environ_overrides=environ, buffered=True
        )
        assert b"Traceback" not in answer.data
        return answer.status_code

    return send


@pytest.mark.parametrize("odd", ODD)
def test_invalid_values_are_no_server_error(ask: Callable[..., int], odd: str) -> None:
    for address in OPEN_GETS.values():
        for query in (f"after={odd}", f"open={odd}&size={odd}"):
            assert ask(address, query) in ANSWERS
        root, _, _ = address.rpartition("/")
        assert ask(f"{root}/{_unquoted(odd)}", "") in ANSWERS
        assert ask(f"{address}/{_unquoted(odd)}", "") in ANSWERS


@fuzzed
@given(
    st.lists(text, max_size=4), st.lists(st.tuples(names, text), max_size=4), st.data()
)
def test_no_url_is_a_server_error(
    ask: Callable[..., int],
    parts: list[str],
    parameters: list[tuple[str, str]],
    data: st.DataObject,
) -> None:
    start = data.draw(st.sampled_from(["", *OPEN_GETS.values()]))
    method = data.draw(st.sampled_from(["GET", "HEAD"]))
    query = "&".join(f"{name}={value}" for name, value in parameters)
    assert ask("/".join([start, *parts]), query, method) in ANSWERS


def test_query_of_eight_kilobytes_is_no_server_error(ask: Callable[..., int]) -> None:
    for address in OPEN_GETS.values():
        many = "&".join(f"p{number}=x" for number in range(1000))
        for query in (many, "open=" + "a," * 4000, "&" * 8000, "after=" + "A" * 8000):
            assert ask(address, query) in ANSWERS


def _raw(text: str) -> str:
    """As WSGI has it: bytes, each a character (PEP 3333)."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def _unquoted(text: str) -> str:
    from urllib.parse import unquote_to_bytes

    return (
        unquote_to_bytes(text)
        .decode("utf-8", "surrogateescape")
        .encode("utf-8", "surrogateescape")
        .decode("utf-8", "replace")
    )
