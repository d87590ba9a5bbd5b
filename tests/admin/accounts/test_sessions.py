"""Sessions expire, and only an open session opens the newsroom."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from extensions import db
from models.base import transaction
from models.staff.sign_in import ABSOLUTE, IDLE, SignIn
from models.staff.staff_member import StaffMember
from tests.conftest import Clock, make_app
from tests.newsroom import Desk


def test_open_session_opens_the_newsroom(desk: Desk) -> None:
    assert desk.get("/admin/").status_code == 200


def test_signed_out_visitor_is_sent_to_sign_in(client: FlaskClient) -> None:
    sent = client.get("/admin/")
    assert (sent.status_code, sent.headers["Location"]) == (
        302,
        "/admin/login?next=/admin/",
    )


def test_unused_session_expires(desk: Desk, clock: Clock) -> None:
    clock.advance(seconds=(IDLE + timedelta(minutes=1)).total_seconds())
    assert desk.get("/admin/").status_code == 302


def test_used_session_lasts_until_its_last_day(desk: Desk, clock: Clock) -> None:
    for _ in range(int(ABSOLUTE / timedelta(hours=8)) - 1):
        clock.advance(hours=8)
        assert desk.get("/admin/").status_code == 200
    clock.advance(hours=9)
    assert desk.get("/admin/").status_code == 302


def test_ended_session_cannot_be_replayed(app: Flask, desk: Desk) -> None:
    kept = desk.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert kept
    assert desk.post("/admin/logout").status_code == 302
    desk.set_cookie(kept.key, kept.value)
    assert desk.get("/admin/").status_code == 302


def test_disabled_member_is_signed_out_at_once(desk: Desk) -> None:
    with transaction():
        db.session.get_one(StaffMember, desk.editor_id).active = False
    assert desk.get("/admin/").status_code == 302


@pytest.mark.parametrize("path", ["/", "/latest/", "/healthz", "/administration"])
def test_public_pages_do_not_read_the_session(
    app: Flask, signed_in: Callable[..., Desk], path: str
) -> None:
    answer = signed_in().get(path)
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "Set-Cookie" not in answer.headers


def test_cookie_contains_only_a_session_id(desk: Desk) -> None:
    rows = db.session.scalars(select(SignIn)).all()
    assert [len(row.digest) for row in rows] == [64]


def test_cookie_over_https_is_for_our_host_only(
    database_url: str, tmp_path: Path, clock: Clock
) -> None:
    url = "https://magazine.example"
    app = make_app(database_url, tmp_path, clock, SITE_URL=url)
    sent = app.test_client().get("/admin/login", base_url=url).headers["Set-Cookie"]
    assert sent.startswith("__Host-newsroom=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(sent.split("; "))
    assert "Domain" not in sent
    with app.app_context():
        db.engine.dispose()
