"""`flask editors …` and the link that `flask serve` prints."""

import re

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from commands.editors import first_link
from extensions import db
from models.staff.audit_entry import AuditEntry
from models.staff.message import Message
from models.staff.staff_member import StaffMember
from tests.conftest import Clock
from tests.newsroom import make_editor

PASSWORD = "tidal lantern oyster grid"
LINK = re.compile(r"http://localhost(/admin/\S+)")


def run(app: Flask, *command: str) -> str:
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=["editors", *command])
    db.session.rollback()
    return result.output


def link_in(output: str) -> str:
    found = LINK.search(output)
    assert found, output
    return found[1]


def test_invitation_is_printed_and_mailed(app: Flask, client: FlaskClient) -> None:
    output = run(app, "invite", "ana@desk.example.com", "--role", "administrator")
    ana = db.session.scalars(select(StaffMember)).one()
    assert (ana.role, ana.standing) == ("administrator", "invited")
    assert db.session.scalars(select(Message)).one().recipient == ana.email
    joined = client.post(link_in(output), data={"name": "Ana", "password": PASSWORD})
    assert joined.status_code == 303
    assert client.get("/admin/people/").status_code == 200


def test_log_records_use_of_the_terminal(app: Flask) -> None:
    run(app, "invite", "ana@desk.example.com")
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.editor_name, entry.address) == ("invite", "", "")


def test_member_who_has_joined_is_not_invited_again(app: Flask) -> None:
    make_editor(email="ana@desk.example.com")
    assert "has an account" in run(app, "invite", "ana@desk.example.com")


def test_invalid_address_is_refused(app: Flask) -> None:
    assert "is no e-mail address" in run(app, "invite", "ana")


def test_list_shows_role_and_status(app: Flask) -> None:
    make_editor("administrator", email="ana@desk.example.com", name="Ana")
    make_editor(email="ben@desk.example.com", name="Ben", active=False)
    output = run(app, "list").splitlines()
    assert output == [
        "ana@desk.example.com  administrator  active  Ana",
        "ben@desk.example.com  editor  disabled  Ben",
    ]


def test_last_administrator_cannot_be_disabled(app: Flask) -> None:
    make_editor("administrator", email="ana@desk.example.com")
    make_editor("administrator", email="ben@desk.example.com", active=False)
    assert "last administrator" in run(app, "disable", "ana@desk.example.com")
    make_editor("administrator", email="cleo@desk.example.com")
    assert "is disabled" in run(app, "disable", "ana@desk.example.com")


def test_reset_prints_a_password_link(app: Flask, client: FlaskClient) -> None:
    make_editor(email="ana@desk.example.com", active=False)
    output = run(app, "reset", "ana@desk.example.com", "--second-factors")
    answer = client.post(link_in(output), data={"password": PASSWORD})
    assert answer.location == "/admin/login"
    assert "There is no account with the address" in run(
        app, "reset", "ben@desk.example.com"
    )


def test_first_administrator_joins_by_a_link(app: Flask, client: FlaskClient) -> None:
    link = first_link()
    assert link
    path = link.removeprefix("http://localhost")
    assert "first administrator" in client.get(path).text
    data = {"name": "Ana", "email": "ana@desk.example.com", "password": PASSWORD}
    assert client.post(path, data=data).status_code == 303
    assert client.get("/admin/people/").status_code == 200
    again = app.test_client().post(path, data=data | {"email": "b@desk.example.com"})
    assert again.status_code == 410
    assert first_link() is None


def test_first_link_expires_in_a_day(client: FlaskClient, clock: Clock) -> None:
    link = first_link()
    assert link
    clock.advance(hours=25)
    assert client.get(link.removeprefix("http://localhost")).status_code == 410


def test_there_is_no_first_link_once_there_is_an_administrator(
    client: FlaskClient,
) -> None:
    link = first_link()
    assert link
    make_editor("administrator")
    assert client.get(link.removeprefix("http://localhost")).status_code == 410
    db.session.rollback()
    assert first_link() is None
