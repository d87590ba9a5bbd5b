"""Sensitive actions require a recent password or passkey, not just an open session."""

import time

import pytest
from flask import Flask
from werkzeug.routing import Rule

from extensions import db
from models.staff.audit_entry import AuditEntry
from tests.conventions.routes import APP, RULES, address
from tests.lines import one_line
from tests.newsroom import Desk, make_editor, sign_in
from web.policy import policy_of

ASKS_AGAIN = {
    "admin.accounts.own_account.create_removal",
    "admin.accounts.people.create",
    "admin.accounts.people.create_enabling",
    "admin.accounts.people.create_invitation",
    "admin.accounts.people.create_unprotection",
    "admin.accounts.people.new",
    "admin.accounts.people.update",
    "admin.site.settings.update",
}
FORMS = [rule for rule in RULES if "POST" in (rule.methods or ())]
POSTS = [rule for rule in FORMS if rule.endpoint in ASKS_AGAIN]


@pytest.fixture
def stale(app: Flask) -> Desk:
    """An administrator whose session has been open for an hour."""
    desk = sign_in(app, make_editor("administrator"))
    with desk.session_transaction("/admin/") as session:
        session["fs_paa"] = time.time() - 3600
    return desk


def test_views_that_ask_for_the_password_again() -> None:
    asking = {name for name in APP.view_functions if policy_of(name, APP).asks_again}
    assert asking == ASKS_AGAIN


@pytest.mark.parametrize("rule", POSTS, ids=lambda rule: rule.endpoint)
def test_old_session_may_do_none_of_it(stale: Desk, rule: Rule) -> None:
    bob = make_editor("contributor")
    answer = stale.post(address(rule).replace("/1", f"/{bob.id}"), data={"name": "X"})
    assert answer.status_code == 401
    assert "Confirm that it is you" in answer.text
    assert 'name="name" type="hidden" value="X"' in one_line(answer.text)
    db.session.refresh(bob)
    assert (bob.name != "X", db.session.query(AuditEntry).count()) == (True, 0)


def test_form_is_sent_after_the_password_check(stale: Desk) -> None:
    answer = stale.get("/admin/people/invitation")
    assert answer.location == "/admin/verify?next=/admin/people/invitation"
    plain = stale.post("/admin/people/1/unprotection", headers={"Referer": "http://["})
    assert plain.location == "/admin/verify?next=/admin/"


def test_recent_password_is_enough(app: Flask) -> None:
    boss, bob = make_editor("administrator"), make_editor("contributor")
    data = {"name": "Bob", "role": "editor", "contributor_id": "0"}
    answer = sign_in(app, boss).post(f"/admin/people/{bob.id}", data=data)
    assert answer.status_code == 303
    db.session.refresh(bob)
    assert bob.role == "editor"
