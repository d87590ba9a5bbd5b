"""The member's own account: second factor, password, sessions."""

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Callable
from datetime import datetime

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from extensions import db
from models.base import transaction
from models.setting import Newsroom, write_newsroom
from models.staff.audit_entry import AuditEntry
from models.staff.message import Message
from models.staff.sign_in import SignIn
from models.staff.staff_member import Passkey, StaffMember
from tests.admin.conftest import PASSWORD, Visitor
from tests.factories import keep
from tests.newsroom import Desk
from web.accounts.second_factor import CODES, as_stored

NEW = "quiet harbour ladder moss"


def one_time_code(key: str, step: int = 0) -> str:
    """The code of an authenticator app (RFC 6238)."""
    secret = base64.b32decode(re.sub(r"\W", "", key).upper())
    counter = struct.pack(">Q", int(time.time()) // 30 + step)
    digest = hmac.new(secret, counter, hashlib.sha1).digest()
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def found(answer: TestResponse, selector: str) -> Tag:
    tag = BeautifulSoup(answer.text, "html.parser").select_one(selector)
    assert tag, selector
    return tag


@pytest.fixture
def inside(visitor: Visitor, ana: StaffMember) -> Visitor:
    visitor.sign_in(ana)
    return visitor


@pytest.fixture
def key(inside: Visitor) -> str:
    """The secret of Ana's authenticator app."""
    page = inside.send("/admin/tf-setup", setup="authenticator")
    key = found(page, ".entrance__key").text
    form = found(page, "form[action^='/admin/tf-setup/']")
    data = {"csrf_token": found(page, "[name=csrf_token]")["value"]}
    # The previous time step, so that the next code differs.
    code = one_time_code(key, -1)
    done = inside.post(str(form["action"]), data=data | {"code": code})
    assert done.location == "/admin/account/protection"
    return key


def actions() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def notices() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Message.detail).order_by(Message.id)))


def test_key_is_shown_as_a_picture_and_as_text(inside: Visitor) -> None:
    page = inside.send("/admin/tf-setup", setup="authenticator")
    assert found(page, "svg.qr path")
    parsed = BeautifulSoup(page.text, "html.parser")
    assert not parsed.select("[style], [src^='data:'], script:not([src])")
    assert len(re.sub(r"\W", "", found(page, ".entrance__key").text)) >= 32


def test_app_is_stored_only_after_a_correct_code(
    inside: Visitor, ana: StaffMember
) -> None:
    page = inside.send("/admin/tf-setup", setup="authenticator")
    action = str(found(page, "form")["action"])
    key = found(page, ".entrance__key").text
    token = str(found(page, "[name=csrf_token]")["value"])
    answer = inside.post(action, data={"csrf_token": token, "code": "000000"})
    assert answer.status_code == 422
    assert found(answer, ".entrance__key").text == key
    assert "This code is wrong" in found(answer, ".field__problem").text
    assert 'role="alert"' not in answer.text
    db.session.refresh(ana)
    assert not ana.has_authenticator
    again = str(found(answer, "form")["action"])
    inside.post(again, data={"csrf_token": token, "code": one_time_code(key)})
    db.session.refresh(ana)
    assert ana.has_authenticator


def test_password_alone_no_longer_signs_in(
    visitors: Callable[[], Visitor], key: str, ana: StaffMember
) -> None:
    visitor = visitors()
    assert visitor.sign_in(ana).location == "/admin/tf-validate?next=/admin/"
    assert not visitor.is_in
    answer = visitor.send("/admin/tf-validate", code=one_time_code(key))
    assert answer.location == "/admin/"
    assert visitor.is_in
    assert "set up an authenticator app" in actions()
    assert any("authenticator app was set up" in notice for notice in notices())


def test_code_works_once(
    visitors: Callable[[], Visitor], key: str, ana: StaffMember
) -> None:
    code = one_time_code(key)
    for expected in (True, False):
        visitor = visitors()
        visitor.sign_in(ana)
        visitor.send("/admin/tf-validate", code=code)
        assert visitor.is_in is expected


def test_codes_cannot_be_guessed(
    visitors: Callable[[], Visitor], key: str, ana: StaffMember
) -> None:
    visitor = visitors()
    visitor.sign_in(ana)
    answers = [
        visitor.send("/admin/tf-validate", code=f"{number:06}") for number in range(6)
    ]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert "This code is wrong" in answers[0].text


def test_unfinished_sign_in_expires(
    visitors: Callable[[], Visitor],
    key: str,
    ana: StaffMember,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    visitor = visitors()
    visitor.sign_in(ana)
    real = time.time
    monkeypatch.setattr("web.accounts.setup.time.time", lambda: real() + 700)
    assert visitor.get("/admin/tf-validate").location == "/admin/login"


def test_member_disabled_during_sign_in_stays_out(
    visitors: Callable[[], Visitor], key: str, ana: StaffMember
) -> None:
    visitor = visitors()
    visitor.sign_in(ana)
    db.session.get_one(StaffMember, ana.id).active = False
    db.session.commit()
    visitor.send("/admin/tf-validate", code=one_time_code(key))
    assert not visitor.is_in
    assert db.session.scalars(select(SignIn)).all()[1:] == []


def codes_of(inside: Visitor) -> list[str]:
    page = inside.send("/admin/mf-recovery-codes")
    return [
        code.text
        for code in BeautifulSoup(page.text, "html.parser").select(".codes code")
    ]


def test_recovery_code_works_once(
    visitors: Callable[[], Visitor], inside: Visitor, key: str, ana: StaffMember
) -> None:
    codes = codes_of(inside)
    assert len(set(codes)) == CODES
    for expected in (True, False):
        visitor = visitors()
        visitor.sign_in(ana)
        typed = codes[3].upper().replace("-", " ")
        visitor.send("/admin/mf-recovery", code=typed)
        assert visitor.is_in is expected


def test_recovery_codes_are_stored_as_hashes_and_shown_once(
    inside: Visitor, ana: StaffMember
) -> None:
    codes = codes_of(inside)
    db.session.refresh(ana)
    assert len(ana.mf_recovery_codes) == CODES
    assert not set(codes) & set(ana.mf_recovery_codes)
    again = inside.get("/admin/mf-recovery-codes?show_codes=y").text
    assert not any(code in again for code in codes)
    assert "make recovery codes" in actions()


def test_new_recovery_codes_replace_the_old(
    visitors: Callable[[], Visitor], inside: Visitor, key: str, ana: StaffMember
) -> None:
    old, new = codes_of(inside)[0], codes_of(inside)[0]
    visitor = visitors()
    visitor.sign_in(ana)
    visitor.send("/admin/mf-recovery", code=old)
    assert not visitor.is_in
    visitor.send("/admin/mf-recovery", code=new)
    assert visitor.is_in


def test_typed_code_is_normalised() -> None:
    assert as_stored(" ABCD efgh\tjkmn-pqrs ") == "abcd-efgh-jkmn-pqrs"


def test_app_can_be_removed(inside: Visitor, key: str, ana: StaffMember) -> None:
    inside.send("/admin/account/", "/admin/tf-setup", setup="disable")
    db.session.refresh(ana)
    assert not ana.has_authenticator
    assert actions()[-1] == "remove the authenticator app"


def test_new_password_ends_all_other_sessions(
    visitors: Callable[[], Visitor], inside: Visitor, ana: StaffMember
) -> None:
    other = visitors()
    other.sign_in(ana)
    answer = inside.send("/admin/change", password=PASSWORD, new_password=NEW)
    assert answer.location == "/admin/account/"
    assert inside.is_in
    assert not other.is_in
    assert other.sign_in(ana).status_code == 200
    assert other.sign_in(ana, NEW).status_code == 302
    assert "change password" in actions()
    assert any("password was changed" in notice for notice in notices())


def test_password_is_changed_only_with_the_current_one(
    inside: Visitor, ana: StaffMember
) -> None:
    answer = inside.send("/admin/change", password="wrong one", new_password=NEW)
    assert "This password is wrong" in answer.text
    short = inside.send("/admin/change", password=PASSWORD, new_password="short")
    assert "Use 12 to 128 characters" in short.text
    own = inside.send("/admin/change", password=PASSWORD, new_password="ana.reyes.2026")
    assert "Use four words" in own.text
    db.session.refresh(ana)
    assert ana.verify_and_update_password(PASSWORD)


def test_sensitive_actions_ask_for_the_password_again(
    app: Flask, inside: Visitor, ana: StaffMember
) -> None:
    with inside.session_transaction("/admin/") as session:
        session["fs_paa"] = time.time() - 3600
    for page in ("/admin/tf-setup", "/admin/wan-register", "/admin/mf-recovery-codes"):
        assert inside.get(page).location == f"/admin/verify?next={page}"
    wrong = inside.send("/admin/verify?next=/admin/tf-setup", password="wrong")
    assert wrong.status_code == 200
    right = inside.send("/admin/verify?next=/admin/tf-setup", password=PASSWORD)
    assert right.location == "/admin/tf-setup"
    assert inside.get("/admin/tf-setup").status_code == 200


def test_sessions_are_listed_and_ended_one_by_one(
    visitors: Callable[[], Visitor], inside: Visitor, ana: StaffMember
) -> None:
    other = visitors()
    other.environ_base["HTTP_USER_AGENT"] = (
        "Mozilla/5.0 (Macintosh; Mac OS X) Firefox/150"
    )
    other.environ_base["REMOTE_ADDR"] = "203.0.113.5"
    other.sign_in(ana)
    answer = inside.get("/admin/account/")
    page = BeautifulSoup(answer.text, "html.parser")
    listed = [row.get_text(" ", strip=True) for row in page.select(".ways h3")]
    assert "Firefox on a Mac" in listed
    assert sum("this session" in row for row in listed) == 1
    assert "203.0.113.5" in page.text
    action = str(found(answer, "form[action$='/end']")["action"])
    inside.send("/admin/account/", action)
    assert inside.is_in
    assert not other.is_in


def test_sign_out_everywhere_includes_this_session(
    visitors: Callable[[], Visitor], inside: Visitor, ana: StaffMember
) -> None:
    other = visitors()
    other.sign_in(ana)
    answer = inside.send("/admin/account/", "/admin/account/sign-out")
    assert answer.location == "/admin/login"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not inside.is_in
    assert not other.is_in


def test_member_cannot_end_another_members_session(
    inside: Visitor, signed_in: Callable[..., Desk]
) -> None:
    own = db.session.scalars(select(SignIn.id)).one()
    answer = signed_in("administrator").post(f"/admin/account/sign-ins/{own}/end")
    assert answer.status_code == 404
    assert inside.is_in


def test_name_is_changed(inside: Visitor, ana: StaffMember) -> None:
    assert inside.send("/admin/account/", name=" Ana R. ").status_code == 303
    db.session.refresh(ana)
    assert ana.name == "Ana R."
    assert inside.send("/admin/account/", name="").status_code == 422


def test_protection_page_leads_to_the_next_step(inside: Visitor, key: str) -> None:
    assert "Create recovery codes" in inside.get("/admin/account/protection").text
    codes_of(inside)
    assert "well protected" in inside.get("/admin/account/protection").text


def test_times_are_in_the_newsrooms_zone(
    inside: Visitor, ana: StaffMember, app: Flask
) -> None:
    with transaction():
        write_newsroom(Newsroom(time_zone="Asia/Tokyo"))
    naive = datetime(2026, 11, 22, 20, 30)  # noqa: DTZ001  # as Flask-Security writes it
    keep(
        Passkey(
            user_id=ana.id,
            credential_id=b"1",
            public_key=b"1",
            backup_state=False,
            device_type="single_device",
            lastuse_datetime=naive,
            name="Telephone",
            usage="first",
        )
    )
    used = found(inside.get("/admin/account/"), ".ways time")
    assert used.text.strip() == "23 Nov 2026, 05:30"
    assert used["datetime"] == "2026-11-22T20:30:00Z"
