"""Inviting people, changing their roles, and disabling accounts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from extensions import db
from jobs.mail.staff import mailed_link, send_due_messages
from models.staff.audit_entry import AuditEntry
from models.staff.message import Message
from models.staff.staff_member import StaffMember
from tests.admin.conftest import PASSWORD, Visitor
from tests.conftest import Clock
from tests.factories import make_contributor
from tests.newsroom import Desk, make_editor

PEOPLE = "/admin/people/"
INVITED = {"email": "Ben@desk.example.com", "name": "Ben", "role": "editor"}


@pytest.fixture
def boss(signed_in: Callable[..., Desk]) -> Desk:
    return signed_in("administrator", name="Boss")


@pytest.fixture
def ben(app: Flask) -> StaffMember:
    """Invited, but has not joined yet."""
    given = {"password": None, "joined_at": None, "name": "Ben"}
    return make_editor("editor", email="ben@desk.example.com", **given)


def everybody(email: str = "ben@desk.example.com") -> list[StaffMember]:
    db.session.rollback()
    named = select(StaffMember).where(StaffMember.address_key == email)
    return list(db.session.scalars(named))


def who() -> StaffMember:
    (ben,) = everybody()
    return ben


def actions() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def path_of(editor: StaffMember, clock: Clock, kind: str = "invitation") -> str:
    return mailed_link(kind, editor, clock()).removeprefix("http://localhost")


def test_invitation_is_mailed_and_logged(boss: Desk) -> None:
    contributor = make_contributor("Ben Osei")
    given = INVITED | {"contributor_id": str(contributor.id)}
    assert boss.post(f"{PEOPLE}invitation", data=given).location == PEOPLE
    ben = who()
    assert (ben.role, ben.standing) == ("editor", "invited")
    assert ben.contributor_id == contributor.id
    message = db.session.scalars(select(Message)).one()
    assert (message.kind, message.recipient) == ("invitation", "Ben@desk.example.com")
    assert message.detail == "Boss"
    assert actions() == ["invite"]


def test_mailed_link_opens_the_account(
    boss: Desk, client: FlaskClient, clock: Clock, tmp_path: Path
) -> None:
    boss.post(f"{PEOPLE}invitation", data=INVITED)
    assert send_due_messages(clock()) == 1
    (mail,) = (tmp_path / "mail").iterdir()
    (link,) = (
        line
        for line in mail.read_text().splitlines()
        if line.startswith("http://localhost/admin/invitations/")
    )
    path = link.removeprefix("http://localhost")
    assert 'value="Ben"' in client.get(path).text
    answer = client.post(path, data={"name": "Ben Osei", "password": PASSWORD})
    assert answer.location == "/admin/account/protection"
    assert client.get("/admin/").status_code == 200
    assert actions() == ["invite", "join", "sign in"]


def test_opening_the_link_changes_nothing(
    client: FlaskClient, ben: StaffMember, clock: Clock
) -> None:
    path = path_of(ben, clock)
    for _ in range(3):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert client.head(path).status_code == 200
    assert who().standing == "invited"
    assert actions() == []


def test_link_works_once_and_for_seven_days(
    client: FlaskClient, ben: StaffMember, clock: Clock
) -> None:
    data = {"name": "Ben", "password": PASSWORD}
    late = path_of(ben, clock)
    clock.advance(days=7, seconds=2)
    assert client.post(late, data=data).status_code == 410
    path = path_of(ben, clock)
    assert client.post(path, data=data).status_code == 303
    assert client.post(path, data=data).status_code == 410
    assert client.get(path).status_code == 410


def test_reset_link_is_no_invitation(
    client: FlaskClient, ben: StaffMember, ana: StaffMember, clock: Clock
) -> None:
    token = path_of(ben, clock).rpartition("/")[2]
    assert client.get(f"/admin/reset/{token}").status_code == 404
    token = path_of(ana, clock, "reset").rpartition("/")[2]
    assert client.get(f"/admin/invitations/{token}").status_code == 404
    assert client.get("/admin/invitations/nonsense").status_code == 404


def test_links_cannot_be_guessed(client: FlaskClient) -> None:
    answers = [client.get("/admin/invitations/nonsense") for _ in range(31)]
    assert [answer.status_code for answer in answers] == [404] * 30 + [429]


def test_weak_password_is_refused_with_a_reason(
    client: FlaskClient, ben: StaffMember, clock: Clock
) -> None:
    path = path_of(ben, clock)
    for password, words in (
        ("short", "Use 12 to 128 characters"),
        ("x" * 129, "Use 12 to 128 characters"),
        ("x" * 100, "are easy to guess. Use four words"),
        ("hunter2hunter2", "Use four words"),
        ("P@ssw0rd2025!", "similar to a commonly used password. Use four words"),
        ("Ben.Osei.Ben.Osei", "Use four words"),
    ):
        answer = client.post(path, data={"name": "Ben Osei", "password": password})
        assert (answer.status_code, words in answer.text) == (422, True)
        assert 'aria-invalid="true"' in answer.text
    assert who().password is None


def test_known_address_is_not_invited_twice(boss: Desk, ana: StaffMember) -> None:
    given = INVITED | {"email": "ANA@desk.example.com"}
    answer = boss.post(f"{PEOPLE}invitation", data=given)
    assert answer.status_code == 422
    assert "There is already an account with this address" in answer.text


@pytest.mark.parametrize("email", ["", "ben", "a@b.c\r\nBcc: x@example.com"])
def test_invalid_address_is_refused(boss: Desk, email: str) -> None:
    answer = boss.post(f"{PEOPLE}invitation", data=INVITED | {"email": email})
    assert answer.status_code == 422
    assert "This is not an e-mail address" in answer.text


def test_inviting_again_invalidates_the_first_link(
    boss: Desk, client: FlaskClient, ben: StaffMember, clock: Clock
) -> None:
    old = path_of(ben, clock)
    boss.post(f"{PEOPLE}{ben.id}/invitation")
    assert client.get(old).status_code == 410
    assert client.get(path_of(who(), clock)).status_code == 200


def test_withdrawing_an_invitation_deletes_the_account(
    boss: Desk, client: FlaskClient, ben: StaffMember, clock: Clock
) -> None:
    path = path_of(ben, clock)
    boss.post(f"{PEOPLE}{ben.id}/invitation")
    assert boss.post(f"{PEOPLE}{ben.id}/withdrawal").location == PEOPLE
    assert everybody() == []
    assert client.get(path).status_code == 410
    assert send_due_messages(clock()) == 0


def test_member_who_has_joined_cannot_be_withdrawn(
    boss: Desk, ana: StaffMember
) -> None:
    assert boss.post(f"{PEOPLE}{ana.id}/withdrawal").status_code == 422
    assert everybody("ana@desk.example.com")


def test_disabled_member_stays_out_until_enabled(
    boss: Desk, visitor: Visitor, ana: StaffMember
) -> None:
    visitor.sign_in(ana)
    boss.post(f"{PEOPLE}{ana.id}/disabling")
    assert not visitor.is_in
    assert visitor.sign_in(ana).status_code == 200
    boss.post(f"{PEOPLE}{ana.id}/enabling")
    assert not visitor.is_in
    assert visitor.sign_in(ana).status_code == 302
    assert actions() == ["sign in", "disable", "enable", "sign in"]


@pytest.mark.parametrize("action", ["disabling", "sign-out", "unprotection"])
def test_members_cannot_do_it_to_themselves(boss: Desk, action: str) -> None:
    answer = boss.post(f"{PEOPLE}{boss.editor_id}/{action}")
    assert answer.status_code == 422
    assert "Ask another administrator" in answer.text
    assert 'name="role"' in answer.text  # on the page of the account
    assert boss.get(PEOPLE).status_code == 200


def test_there_is_always_an_administrator(
    boss: Desk, signed_in: Callable[..., Desk]
) -> None:
    second = signed_in("administrator")
    assert boss.post(f"{PEOPLE}{second.editor_id}/disabling").status_code == 303
    data = {"name": "Boss", "role": "editor", "contributor_id": "0"}
    answer = boss.post(f"{PEOPLE}{boss.editor_id}", data=data)
    assert answer.status_code == 422
    assert 'id="role-problem"' in answer.text
    assert db.session.get_one(StaffMember, boss.editor_id).role == "administrator"


def test_role_change_is_immediate_and_logged(
    boss: Desk, signed_in: Callable[..., Desk]
) -> None:
    ana = signed_in("editor", name="Ana")
    data = {"name": "Ana", "role": "contributor", "contributor_id": "0"}
    assert ana.get("/admin/topics/").status_code == 200
    assert boss.post(f"{PEOPLE}{ana.editor_id}", data=data).status_code == 303
    assert ana.get("/admin/topics/").status_code == 403
    assert actions() == ["change the role of"]
    bad = boss.post(f"{PEOPLE}{ana.editor_id}", data=data | {"role": "emperor"})
    assert bad.status_code == 422


def test_lost_second_factors_are_removed(boss: Desk, ana: StaffMember) -> None:
    ana.tf_primary_method, ana.tf_totp_secret = "authenticator", "secret"
    ana.mf_recovery_codes = ["hash"]
    db.session.commit()
    assert boss.post(f"{PEOPLE}{ana.id}/unprotection").status_code == 303
    db.session.refresh(ana)
    assert not ana.is_protected
    assert ana.mf_recovery_codes is None


def test_people_can_be_searched(boss: Desk, ana: StaffMember, ben: StaffMember) -> None:
    listed = boss.get(PEOPLE).text
    assert "ana@desk.example.com" in listed
    assert "Invited" in listed
    found = boss.get(f"{PEOPLE}?q=reyes ana").text
    assert "ana@desk.example.com" in found
    assert "ben@desk.example.com" not in found
    assert "No people match" in boss.get(f"{PEOPLE}?q=%25").text


def test_each_person_has_a_page(boss: Desk, ana: StaffMember, ben: StaffMember) -> None:
    assert "Disable" in boss.get(f"{PEOPLE}{ana.id}").text
    assert "Invite again" in boss.get(f"{PEOPLE}{ben.id}").text
    own = boss.get(f"{PEOPLE}{boss.editor_id}").text
    assert "Another administrator can change yours" in own
    assert boss.get(f"{PEOPLE}999").status_code == 404


def test_forgotten_password_is_reset_by_mail(
    visitor: Visitor, ana: StaffMember, clock: Clock, tmp_path: Path
) -> None:
    visitor.sign_in(ana)
    answer = visitor.send("/admin/reset/", email="ANA@desk.example.com")
    assert answer.location == "/admin/reset/sent"
    assert send_due_messages(clock()) == 1
    (mail,) = (tmp_path / "mail").iterdir()
    lines = mail.read_text().splitlines()
    (link,) = (one for one in lines if one.startswith("http://localhost/admin/reset/"))
    path = link.removeprefix("http://localhost")
    assert visitor.get(path).headers["Referrer-Policy"] == "no-referrer"
    new = "quiet h\u00e4rbour ladder moss"  # normalized before it is hashed
    assert visitor.post(path, data={"password": new}).location == "/admin/login"
    assert not visitor.is_in
    assert visitor.post(path, data={"password": new}).status_code == 410
    assert visitor.sign_in(ana, new).status_code == 302
    assert actions() == ["sign in", "reset the password", "sign in"]


def test_reset_does_not_reveal_who_has_an_account(
    visitor: Visitor, ana: StaffMember, clock: Clock
) -> None:
    answers = [
        visitor.send("/admin/reset/", email=f"{name}@desk.example.com")
        for name in ("ana", "nobody")
    ]
    assert len({(one.status_code, one.location, one.data) for one in answers}) == 1
    kept = db.session.scalars(select(Message).order_by(Message.id)).all()
    assert [(one.kind, one.editor_id) for one in kept] == [("reset", None)] * 2
    assert send_due_messages(clock()) == 1
    db.session.rollback()
    assert [one.recipient for one in db.session.scalars(select(Message))] == [
        "ana@desk.example.com"
    ]


def test_resets_are_limited(visitor: Visitor, ana: StaffMember, clock: Clock) -> None:
    for _ in range(9):
        visitor.send("/admin/reset/", email=ana.email)
    assert len(db.session.scalars(select(Message)).all()) == 3
    visitor.send("/admin/reset/", email="x@desk.example.com")
    refused = visitor.send("/admin/reset/", email="y@desk.example.com")
    assert refused.status_code == 429


def test_reset_for_an_invited_member_sends_the_invitation_again(
    visitor: Visitor, ben: StaffMember, clock: Clock, tmp_path: Path
) -> None:
    visitor.send("/admin/reset/", email=ben.email)
    assert send_due_messages(clock()) == 1
    (mail,) = (tmp_path / "mail").iterdir()
    assert "/admin/invitations/" in mail.read_text()


def test_log_links_to_the_person(boss: Desk) -> None:
    boss.post(f"{PEOPLE}invitation", data=INVITED)
    assert f'href="{PEOPLE}{who().id}"' in boss.get("/admin/log/").text
