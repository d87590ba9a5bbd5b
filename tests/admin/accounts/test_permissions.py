"""Deny by default: every route, role and method, in any spelling of the URL."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from extensions import db
from models.staff.staff_member import ROLES
from tests.admin.accounts.permissions import ANYBODY, LEAST_ROLE, NOBODY
from tests.conftest import Clock, make_app
from tests.conventions.routes import APP, RULES, address, mark
from tests.newsroom import Desk, make_editor, sign_in
from tests.some import some
from web.accounts.setup import SECOND_STEP
from web.policy import policy_of

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
WITH_PERMISSION = [rule for rule in RULES if not mark(rule)]
NEWSROOM = [rule for rule in WITH_PERMISSION if str(rule).startswith("/admin")]
VISITORS = (NOBODY, *ROLES)


@pytest.fixture(scope="module")
def newsroom(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An empty newsroom: most pages are missing, which is not secret."""
    folder = tmp_path_factory.mktemp("newsroom")
    file = folder / "meridian.db"
    file.write_bytes(migrated_sqlite.read_bytes())
    app = make_app(f"sqlite:///{file}", folder, Clock())
    app.before_request_funcs[None].append(_stop_before_the_view)
    return app


def _stop_before_the_view() -> tuple[str, int] | None:
    """Stops requests that were let in before their view runs."""
    is_public = request.endpoint is None or policy_of(request.endpoint).public
    return None if is_public else ("let in", 299)


@pytest.fixture(scope="module")
def visitors(newsroom: Flask) -> dict[str, FlaskClient]:
    with newsroom.app_context():
        inside: dict[str, FlaskClient] = {
            role: sign_in(newsroom, make_editor(role)) for role in ROLES
        }
        return {NOBODY: newsroom.test_client(), **inside}


def may(role: str, endpoint: str) -> bool:
    least = LEAST_ROLE[endpoint]
    if least in (ANYBODY, NOBODY):
        return least == ANYBODY
    return role != NOBODY and ROLES.index(role) >= ROLES.index(least)


def test_every_endpoint_is_in_the_table() -> None:
    """Add a new one to permissions.py beside this, with the least role it needs."""
    assert {rule.endpoint for rule in WITH_PERMISSION} == set(LEAST_ROLE)


@pytest.mark.parametrize("rule", WITH_PERMISSION, ids=lambda rule: f"{rule.endpoint}")
def test_permission_of_the_code_is_that_of_the_table(rule: Rule) -> None:
    permission = policy_of(rule.endpoint, APP).permission or NOBODY
    assert permission == LEAST_ROLE[rule.endpoint]


@pytest.mark.parametrize("role", VISITORS)
@pytest.mark.parametrize("rule", WITH_PERMISSION, ids=lambda rule: f"{rule.endpoint}")
def test_only_permitted_roles_get_in(
    visitors: dict[str, FlaskClient], rule: Rule, role: str
) -> None:
    path = address(rule)
    for method in METHODS:
        answer = visitors[role].open(path, method=method)
        endpoint = _route(path, method)
        if endpoint is None:
            assert answer.status_code == 405
        if endpoint not in LEAST_ROLE:
            continue
        # Without a session there is no CSRF token.
        is_form = role == NOBODY and method in ("POST", "PUT", "PATCH", "DELETE")
        expected = may(role, endpoint) and (not is_form or _needs_no_token(endpoint))
        expected = expected and not (role != NOBODY and endpoint in SECOND_STEP)
        assert (answer.status_code == 299) is expected, (method, answer.status_code)
        if not expected:
            assert answer.status_code in (302, 303, 400, 401, 403)


def _needs_no_token(endpoint: str) -> bool:
    """Outside the newsroom there are no sessions, so nothing to forge."""
    is_proved = policy_of(endpoint, APP).proved_by_token
    return is_proved or not endpoint.startswith(("admin.", "security."))


def spellings(path: str) -> list[str]:
    plain = path.rstrip("/")
    inner = path.removeprefix("/admin")
    return [
        path.upper(),
        f"/Admin{inner}",
        f"/{path}",
        f"//{path}",
        f"/./{path}",
        f"/admin/%2e%2e/admin{inner}",
        f"/articles/..{path}",
        f"/articles/%2e%2e{path}",
        f"/admin;x{inner}",
        f"{plain};x",
        f"{plain}%00",
        f"{plain}%2f",
        f"{plain}/.",
        f"{plain}//",
        f"/%61dmin{inner}",
        f"/%2561dmin{inner}",
        f"\\admin{inner}",
        f"/admin\\{inner}",
        f"{plain}?x=1",
        f"{plain}.html",
        f"{plain}/",
        plain,
        f"{path} ",
    ]


@pytest.mark.parametrize("role", [NOBODY, "contributor"])
@pytest.mark.parametrize("rule", NEWSROOM, ids=lambda rule: f"{rule.endpoint}")
def test_no_spelling_of_a_path_bypasses_permissions(
    visitors: dict[str, FlaskClient], rule: Rule, role: str
) -> None:
    if may(role, rule.endpoint):
        return
    opened: list[tuple[str, str]] = []
    for path in some(spellings(address(rule))):
        for method in ("GET", "POST"):
            came = _route(path, method)
            if came and (came not in LEAST_ROLE or may(role, came)):
                continue  # it is another address, which they may open
            plain, _, query = path.partition("?")
            sent = {"PATH_INFO": unquote(plain), "QUERY_STRING": query}
            answer = visitors[role].open("/", method=method, environ_overrides=sent)
            opened += [(path, method)] * (200 <= answer.status_code < 300)
    assert opened == []


def _route(path: str, method: str) -> str | None:
    """The endpoint this spelling reaches, if any."""
    try:
        found: Any = APP.url_map.bind("localhost").match(
            unquote(path.partition("?")[0]), method=method
        )
    except Exception:  # noqa: BLE001  # a redirect, or nothing
        return None
    endpoint: str = found[0]
    return endpoint


def test_headers_do_not_bypass_permissions(visitors: dict[str, FlaskClient]) -> None:
    for headers in (
        {"X-Original-URL": "/admin/people/"},
        {"X-Rewrite-URL": "/admin/people/"},
        {"X-HTTP-Method-Override": "GET"},
        {"Authorization": "Basic YWRtaW46YWRtaW4="},
        {"Authentication-Token": "nonsense"},
        {"X-Forwarded-User": "administrator"},
        {"Cookie": "remember_token=1|nonsense"},
    ):
        answer = visitors[NOBODY].get("/admin/people/", headers=headers)
        assert answer.status_code == 302
    token = visitors[NOBODY].get("/admin/people/?auth_token=nonsense")
    assert token.status_code == 302


def test_view_without_a_permission_is_closed(database_url: str, tmp_path: Path) -> None:
    app = make_app(database_url, tmp_path, Clock())
    app.add_url_rule("/admin/forgotten", "forgotten", lambda: "in")
    app.add_url_rule("/forgotten", "forgotten_too", lambda: "in", methods=["POST"])
    assert app.test_client().get("/admin/forgotten").status_code == 403
    assert app.test_client().post("/forgotten").status_code == 403
    with app.app_context():
        boss = sign_in(app, make_editor("administrator"))
    assert boss.get("/admin/forgotten").status_code == 403
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


# Surfaces that newsroom pages frame.
SHOWN_IN_A_FRAME = {"admin.front_page.preview"}
GETS = [rule for rule in NEWSROOM if "GET" in (rule.methods or ())]


def test_newsroom_pages_are_neither_cached_nor_framed(
    desk: Desk, client: FlaskClient
) -> None:
    for rule in some(GETS):
        for visitor in (desk, client):
            answer = visitor.get(address(rule))
            assert answer.headers["Cache-Control"] == "no-store", rule
            assert "ETag" not in answer.headers, rule
            is_ours = visitor is desk and rule.endpoint in SHOWN_IN_A_FRAME
            by, option = ("'self'", "SAMEORIGIN") if is_ours else ("'none'", "DENY")
            policy = answer.headers["Content-Security-Policy"]
            assert f"frame-ancestors {by}" in policy, rule
            assert answer.headers["X-Frame-Options"] == option, rule


def test_forms_from_other_sites_are_refused(desk: Desk) -> None:
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ):
        answer = desk.post("/admin/account/", data={"name": "X"}, headers=headers)
        assert answer.status_code == 403


def test_stale_form_says_what_to_do_and_keeps_what_was_written(desk: Desk) -> None:
    answer = desk.post("/admin/account/", data={"name": "Ana <b>"}, csrf=False)
    assert answer.status_code == 400
    assert "Reload the page" in answer.text
    assert 'value="Ana &lt;b&gt;"' in answer.text
    token = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', answer.text)
    assert token
    data = {"name": "Ana", "csrf_token": token[1]}
    assert desk.post("/admin/account/", data=data, csrf=False).status_code == 303


def test_session_that_ends_keeps_what_was_written(desk: Desk, clock: Clock) -> None:
    clock.advance(days=1)
    data = {"name": "Ana", "password": "secret word", "csrf_token": "x"}
    answer = desk.post("/admin/account/", data=data)
    assert answer.status_code == 401
    assert 'value="Ana"' in answer.text
    assert "secret word" not in answer.text
    assert "/admin/login?next=" in answer.text


def test_scripts_are_told_where_to_sign_in(client: FlaskClient) -> None:
    headers = {
        "Accept": "application/json",
        "Referer": "http://localhost/admin/articles/12",
    }
    answer = client.post("/admin/articles/12/draft", headers=headers)
    assert answer.status_code == 401
    assert (answer.json or {})["sign_in_url"] == "/admin/login?next=/admin/articles/12"
    outside = client.get(
        "/admin/session", headers=headers | {"Referer": "//evil.test/"}
    )
    assert (outside.json or {})["sign_in_url"] == "/admin/login?next=/admin/"


def test_fragments_answer_with_one_line(client: FlaskClient, desk: Desk) -> None:
    headers = {"HX-Request": "true"}
    answer = client.get("/admin/articles/", headers=headers)
    assert answer.status_code == 401
    assert answer.text.startswith('<p class="error-line">')
    refused = desk.get("/admin/people/", headers=headers)
    assert refused.status_code == 403
    assert "Your role does not allow this" in refused.text
    assert "<html" not in refused.text
