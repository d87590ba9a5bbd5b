"""Behind an unknown proxy all readers share one rate limit, so we warn."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Clock, make_app
from tests.newsroom import Desk

SAID = "TRUSTED_PROXIES is 0"
FORWARDED = {"X-Forwarded-For": "203.0.113.5"}


def test_log_warns_once(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        client.get("/")
        assert SAID not in caplog.text
        client.get("/admin/login", headers=FORWARDED)
        client.get("/admin/login", headers={"Forwarded": "for=203.0.113.5"})
    assert caplog.text.count(SAID) == 1


def test_newsroom_warns_administrators(signed_in: Callable[..., Desk]) -> None:
    boss, editor = signed_in("administrator"), signed_in("editor")
    assert SAID in boss.get("/admin/", headers=FORWARDED).text
    assert SAID not in boss.get("/admin/").text
    assert SAID not in editor.get("/admin/", headers=FORWARDED).text


def test_known_proxy_causes_no_warning(
    app: Flask,
    database_url: str,
    tmp_path: Path,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    behind = make_app(database_url, tmp_path, clock, TRUSTED_PROXIES=1)
    behind.test_client().get("/admin/login", headers=FORWARDED)
    assert SAID not in caplog.text
