"""Signing in by password: the same response for everybody, and no guessing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_security import hash_password
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from passlib.handlers.argon2 import argon2
from sqlalchemy import select

from extensions import db
from models.base import transaction
from models.staff.message import Message
from models.staff.sign_in import SignIn
from models.staff.staff_member import StaffMember
from tests.admin.conftest import PASSWORD, Visitor
from tests.conftest import Clock
from tests.newsroom import make_editor
from web.permission import leads_home

WRONG = "The e-mail address or the password is wrong."


def test_correct_password_opens_the_newsroom(
    visitor: Visitor, ana: StaffMember
) -> None:
    answer = visitor.sign_in(ana)
    assert (answer.status_code, answer.location) == (302, "/admin/")
    assert visitor.is_in


def test_address_matches_in_any_spelling(visitor: Visitor, ana: StaffMember) -> None:
    visitor.send("/admin/login", email=" ANA@Desk.Example.com", password=PASSWORD)
    assert visitor.is_in


def test_passwords_are_stored_as_argon2id(ana: StaffMember) -> None:
    assert ana.password
    assert ana.password.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords given to argon2: counted, because timing is unreliable."""
    seen: list[str] = []
    for name in ("hash", "verify"):
        real = getattr(argon2, name)

        def count(secret: str, *more: Any, real: Any = real, **named: Any) -> Any:
            seen.append(secret)
            return real(secret, *more, **named)

        monkeypatch.setattr(argon2, name, count)
    return seen


@pytest.mark.parametrize("who", ["known", "unknown", "invited", "disabled"])
def test_unknown_accounts_get_the_same_response_and_delay(
    visitor: Visitor, ana: StaffMember, hashed: list[str], who: str
) -> None:
    make_editor(email="invited@desk.example.com", password=None, joined_at=None)
    disabled = hash_password(PASSWORD)
    make_editor(email="disabled@desk.example.com", active=False, password=disabled)
    email = ana.email if who == "known" else f"{who}@desk.example.com"
    typed = "not the password" if who == "known" else PASSWORD
    hashed.clear()
    answer = visitor.send("/admin/login", email=email, password=typed)
    assert answer.status_code == 200
    assert answer.text.count(WRONG) == 1
    assert "disabled" not in answer.text.replace(email, "").lower()
    assert len(hashed) == 1
    assert not visitor.is_in


def test_empty_form_is_no_server_error(visitor: Visitor) -> None:
    for email in (
        "",
        "nonsense",
        "a@b\r\nBcc: x@example.com",
        "=?utf-8?q?x?=@a.example",
    ):
        answer = visitor.send("/admin/login", email=email, password="x")
        assert answer.status_code == 200
        assert WRONG in answer.text


def test_signing_in_replaces_the_session(
    app: Flask, visitor: Visitor, ana: StaffMember
) -> None:
    visitor.get("/admin/login")
    name = app.config["SESSION_COOKIE_NAME"]
    before = visitor.get_cookie(name)
    with visitor.session_transaction("/admin/") as session:
        session["planted"] = "by somebody else"
        token = session["csrf_token"]
    visitor.sign_in(ana)
    with visitor.session_transaction("/admin/") as session:
        assert "planted" not in session
        assert session.get("csrf_token") != token
    after = visitor.get_cookie(name)
    assert before
    assert after
    assert before.value != after.value


def test_second_sign_in_in_a_browser_ends_the_first(
    visitors: Callable[[], Visitor], ana: StaffMember
) -> None:
    first, second = visitors(), visitors()
    first.sign_in(ana)
    second.sign_in(ana)
    assert first.is_in
    assert second.is_in
    assert len(db.session.scalars(select(SignIn)).all()) == 2


def test_cookie_is_for_our_pages_only(visitor: Visitor, ana: StaffMember) -> None:
    sent = visitor.sign_in(ana).headers["Set-Cookie"]
    assert "HttpOnly" in sent
    assert "SameSite=Lax" in sent
    assert "Max-Age" not in sent


def test_form_without_its_token_is_refused(visitor: Visitor, ana: StaffMember) -> None:
    data = {"email": ana.email, "password": PASSWORD}
    answer = visitor.post("/admin/login", data=data)
    assert answer.status_code == 400
    assert "reload the page" in answer.text.lower()
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert visitor.post("/admin/login", data=data, headers=headers).status_code == 403
    assert not visitor.is_in


@pytest.mark.parametrize(
    "to", ["/admin/people/", "/admin/articles/12?tab=a%20b", "/admin/"]
)
def test_sign_in_returns_to_the_requested_page(
    visitor: Visitor, ana: StaffMember, to: str
) -> None:
    sign_in_page = visitor.get(to).location
    assert sign_in_page.startswith("/admin/login?next=")
    answer = visitor.send(sign_in_page, email=ana.email, password=PASSWORD)
    assert answer.location == to


EVIL = [
    *("https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example"),
    *(
        "\\\\evil.example",
        "/admin\\..\\evil",
        "javascript:alert(1)",
        "/%09/evil.example",
    ),
    *(
        "/admin/\r\nSet-Cookie: a=b",
        "http:evil.example",
        "/articles/x",
        " //evil.example",
    ),
    *("/adminevil", "https:/admin/", "/admin/" + "x" * 3000, "admin/", "@evil.example"),
]


@pytest.mark.parametrize("to", EVIL)
def test_sign_in_redirects_to_no_other_site(
    visitor: Visitor, ana: StaffMember, to: str
) -> None:
    assert not leads_home(to)
    assert visitor.get("/admin/login", query_string={"next": to}).status_code == 400
    answer = visitor.send("/admin/login", email=ana.email, password=PASSWORD, next=to)
    assert answer.status_code == 400


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=40), st.text("/\\.admin%20?#:@\t\n", max_size=25)))
def test_return_addresses_stay_on_this_site(to: str) -> None:
    from urllib.parse import urljoin, urlsplit

    came = urlsplit(urljoin("https://desk.example.com/admin/login", to))
    is_home = came.netloc == "desk.example.com" and came.path.startswith("/admin")
    assert is_home or not leads_home(to)


def test_sixth_mistake_has_to_wait(
    visitor: Visitor, ana: StaffMember, clock: Clock
) -> None:
    for _ in range(5):
        assert visitor.sign_in(ana, "wrong").status_code == 200
    refused = visitor.sign_in(ana)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "5"
    assert "Wait 5 seconds" in refused.text
    clock.advance(seconds=6)
    assert visitor.sign_in(ana).status_code == 302


def test_waiting_times_grow_and_are_forgotten_in_a_day(
    visitor: Visitor, ana: StaffMember, clock: Clock
) -> None:
    waits = []
    for _ in range(16):
        answer = visitor.sign_in(ana, "wrong")
        if answer.status_code == 429:
            waits.append(int(answer.headers["Retry-After"]))
            clock.advance(seconds=waits[-1] + 1)
    assert waits == [5, 10, 20, 40, 80, 160]
    clock.advance(hours=25)
    for _ in range(5):
        assert visitor.sign_in(ana, "wrong").status_code == 200


def from_place(visitor: Visitor, address: str) -> Visitor:
    visitor.environ_base = {**visitor.environ_base, "REMOTE_ADDR": address}
    return visitor


def test_owner_signs_in_from_a_known_network_while_others_guess(
    visitors: Callable[[], Visitor], ana: StaffMember
) -> None:
    home = from_place(visitors(), "198.51.100.7")
    assert home.sign_in(ana).status_code == 302
    for number in range(40):
        guesser = from_place(visitors(), f"203.0.113.{number}")
        guesser.sign_in(ana, "wrong")
    stranger = from_place(visitors(), "192.0.2.1")
    assert stranger.sign_in(ana).status_code == 429
    again = from_place(visitors(), "198.51.100.7")
    assert again.sign_in(ana).status_code == 302


def test_many_accounts_from_one_network_are_slowed_down(
    visitors: Callable[[], Visitor], ana: StaffMember
) -> None:
    visitor = from_place(visitors(), "203.0.113.9")
    for number in range(30):
        email = f"name{number}@desk.example.com"
        visitor.send("/admin/login", email=email, password="wrong")
    assert visitor.sign_in(ana).status_code == 429


def test_forged_address_does_not_evade_limits(
    visitor: Visitor, ana: StaffMember
) -> None:
    for number in range(6):
        headers = {"X-Forwarded-For": f"203.0.113.{number}"}
        visitor.get("/admin/login", headers=headers)
        visitor.environ_base["HTTP_X_FORWARDED_FOR"] = f"203.0.113.{number}"
        answer = visitor.sign_in(ana, "wrong")
    assert answer.status_code == 429


def test_unknown_accounts_are_slowed_down_too(visitor: Visitor) -> None:
    statuses = [
        visitor.send("/admin/login", email="who@desk.example.com", password="x")
        for _ in range(6)
    ]
    assert [answer.status_code for answer in statuses] == [200] * 5 + [429]


def test_signing_in_from_a_new_network_is_mailed(
    visitors: Callable[[], Visitor], ana: StaffMember, clock: Clock
) -> None:
    from_place(visitors(), "198.51.100.7").sign_in(ana)
    assert db.session.scalars(select(Message)).all() == []
    from_place(visitors(), "203.0.113.5").sign_in(ana)
    message = db.session.scalars(select(Message)).one()
    assert "203.0.113.5" in message.detail
    assert message.recipient == "ana@desk.example.com"


def test_signing_out_ends_the_session_and_clears_the_browser(
    visitor: Visitor, ana: StaffMember
) -> None:
    visitor.sign_in(ana)
    answer = visitor.send("/admin/account/", "/admin/logout")
    assert answer.location == "/admin/login"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not visitor.is_in
    assert db.session.scalars(select(SignIn)).one().ended_at is not None


def test_sign_in_page_redirects_signed_in_members(
    visitor: Visitor, ana: StaffMember
) -> None:
    visitor.sign_in(ana)
    assert visitor.get("/admin/login").location == "/admin/"


def test_role_is_read_with_every_request(
    visitor: Visitor, ana: StaffMember, clock: Clock
) -> None:
    visitor.sign_in(ana)
    assert visitor.get("/admin/people/").status_code == 403
    with transaction():
        db.session.get_one(StaffMember, ana.id).role = "administrator"
    assert visitor.get("/admin/people/").status_code == 200
    clock.advance(seconds=timedelta(hours=1).total_seconds())
    assert visitor.is_in
