"""Every public GET follows the rules of HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, request_finished
from flask.globals import request_ctx
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conventions.routes import EVERY_GET, GETS, PUBLIC, SHUT, mark, permission

BACKENDS = ("sqlite",)
each_address = pytest.mark.parametrize("address", PUBLIC.values(), ids=PUBLIC)


@pytest.fixture
def touched(magazine: Flask) -> Iterator[list[bool]]:
    """Whether the session was accessed, for each request that Flask answered."""
    seen: list[bool] = []

    def look(_app: Flask, **_more: Any) -> None:
        kept = request_ctx._session  # the public name marks it as accessed
        seen.append(kept is not None and kept.accessed)

    with request_finished.connected_to(look, magazine):
        yield seen


@pytest.mark.parametrize("rule", GETS, ids=lambda rule: rule.endpoint)
def test_every_get_is_public_or_has_a_permission(rule: Any) -> None:
    ways_in = [way for way in (mark(rule), permission(rule)) if way]
    assert len(ways_in) == (rule.endpoint not in SHUT)


def test_list_of_exceptions_is_current() -> None:
    assert set(EVERY_GET) >= SHUT


@each_address
def test_public_get_leaves_no_trace_of_a_reader(
    magazine: Flask, address: str, touched: list[bool]
) -> None:
    magazine.extensions["page_cache"].clear()
    answer = magazine.test_client().get(address)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert touched == [False]


@each_address
def test_public_get_can_be_cached(reader: FlaskClient, address: str) -> None:
    answer = reader.get(address, headers={"HX-Request": "true"})
    control = answer.cache_control
    assert control.public
    assert control.s_maxage is not None
    assert control.s_maxage > 0
    assert "stale-while-revalidate=" in answer.headers["Cache-Control"]
    assert "stale-if-error=" in answer.headers["Cache-Control"]
    assert answer.headers.getlist("Vary") == ["Accept-Encoding"]


@each_address
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("encoding", ["br", "identity"])
def test_public_get_is_validated_by_its_etag(
    reader: FlaskClient, address: str, method: str, encoding: str
) -> None:
    headers = {"Accept-Encoding": encoding}
    etag = reader.get(address, headers=headers).headers["ETag"]
    assert etag.startswith('"')
    for sent in (etag, f"W/{etag}", f'"other", {etag}'):
        headers["If-None-Match"] = sent
        again = reader.open(address, method=method, headers=headers)
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == etag
        assert again.cache_control.public
        assert again.headers["Vary"] == "Accept-Encoding"


@each_address
def test_head_is_a_get_without_its_body(reader: FlaskClient, address: str) -> None:
    whole = reader.get(address)
    head = reader.head(address)
    assert (head.status_code, head.data) == (200, b"")
    assert _without_date(head) == _without_date(whole)


def _without_date(answer: TestResponse) -> set[tuple[str, str]]:
    return {pair for pair in answer.headers if pair[0] != "Date"}
