"""Redirects created by hand: to existing pages, and without loops."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from extensions import db
from models.redirect import Redirect
from models.staff.audit_entry import AuditEntry
from tests.factories import keep, make_article, make_region
from tests.newsroom import Desk

SignedIn = Callable[..., Desk]
Paths = dict[str, str]


def move(desk: Desk, old: str, new: str, id_: int | None = None) -> Any:
    address = f"/admin/redirects/{id_ or ''}"
    return desk.post(address, data={"old_path": old, "new_path": new})


def paths() -> Paths:
    db.session.rollback()
    rows = db.session.execute(select(Redirect.old_path, Redirect.new_path))
    return {row.old_path: row.new_path for row in rows}


def test_redirect_is_created_and_followed(desk: Desk, client: FlaskClient) -> None:
    make_article(slug="here")
    assert move(desk, "/2019/there", "/articles/here").status_code == 303
    assert client.get("/2019/there").headers["Location"] == "/articles/here"
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.detail) == (
        "create redirect",
        "/2019/there → /articles/here",
    )


def test_full_address_of_this_site_is_accepted(desk: Desk) -> None:
    make_article(slug="here")
    move(desk, "http://localhost/was/%C3%A9t%C3%A9", "http://localhost/articles/here")
    assert paths() == {"/was/été": "/articles/here"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("", "/", "Enter the old address"),
        ("/a", "", "Enter the new address"),
        ("a", "/", "an address on this site"),
        ("//evil.example/", "/", "an address on this site"),
        ("/a", "ftp://old.example/", "begins with https:// or http://"),
        ("/a", "javascript:alert(1)", "begins with https:// or http://"),
        ("/a", "https://a b/", "begins with https:// or http://"),
        ("/a", "/\\evil.example", "an address on this site"),
        ("/%2F/evil.example", "/", "an address on this site"),
        ("/a#b", "/", "Remove the # and everything after it"),
        ("/admin/?p=1", "/", "is a page of this site"),
        ("/a%3Fb", "/", "Write the old address without %3F"),
        ("/a" + "a" * 500, "/", "Use at most 500 characters"),
        ("/articles/here", "/", "is a page of this site"),
        ("/regions/sahel", "/", "is a page of this site"),
        ("/latest/", "/", "is a page of this site"),
        ("/", "/latest/", "is a page of this site"),
        ("/admin/", "/", "is a page of this site"),
        ("/articles/gone", "/", "A withdrawn story is at"),
        ("/a", "/articles/nowhere", "There is no page at"),
        ("/a", "/articles/draft", "There is no page at"),
    ],
)
def test_invalid_redirects_are_refused(
    desk: Desk, old: str, new: str, message: str
) -> None:
    make_article(slug="here")
    make_article(slug="gone", status="withdrawn")
    make_article(slug="draft", status="draft", published_at=None)
    make_region("Sahel")
    sent = move(desk, old, new)
    assert (sent.status_code, paths()) == (422, {})
    assert message in sent.text


@pytest.mark.parametrize(
    ("old", "stored"),
    [("/?p=123", "/?p=123"), ("/é/?b=2&a=%C3%A9", "/é/?a=%C3%A9&b=2")],
)
def test_query_and_other_site_are_accepted(desk: Desk, old: str, stored: str) -> None:
    there = "https://archive.example/2019?page=2"
    assert move(desk, old, there).status_code == 303
    assert paths() == {stored: there}
    listed = desk.get("/admin/redirects/").text
    assert f'href="{there}"' in listed
    assert "The new address does not exist" not in listed


def test_circle_through_a_query_is_found(desk: Desk) -> None:
    keep(Redirect(old_path="/b", new_path="/c?p=1"))
    sent = move(desk, "/c?p=1", "/b?x=2")
    assert (sent.status_code, len(paths())) == (422, 1)
    assert "redirect loop" in sent.text


def test_draft_has_no_page_yet_at_its_address(desk: Desk) -> None:
    make_article(slug="draft", status="draft", published_at=None)
    assert move(desk, "/articles/draft", "/").status_code == 303


def test_path_has_one_redirect(desk: Desk) -> None:
    keep(Redirect(old_path="/a", new_path="/latest/"))
    sent = move(desk, "/a", "/")
    assert (sent.status_code, paths()) == (422, {"/a": "/latest/"})
    assert "There is already a redirect" in sent.text


def test_circle_is_found_and_shown(desk: Desk) -> None:
    keep(Redirect(old_path="/b", new_path="/c"))
    keep(Redirect(old_path="/c", new_path="/a"))
    sent = move(desk, "/a", "/b")
    assert (sent.status_code, len(paths())) == (422, 2)
    assert "/a → /b → /c → /a" in sent.text


def test_path_cannot_redirect_to_itself(desk: Desk) -> None:
    keep(Redirect(old_path="/b", new_path="/latest/"))
    id_ = db.session.scalars(select(Redirect.id)).one()
    sent = move(desk, "/b", "/b", id_)
    assert (sent.status_code, paths()) == (422, {"/b": "/latest/"})


def test_chain_becomes_one_step(desk: Desk) -> None:
    keep(Redirect(old_path="/b", new_path="/latest/?open=x"))
    keep(Redirect(old_path="/z", new_path="/a"))
    sent = move(desk, "/a", "/b")
    assert sent.status_code == 303
    end = "/latest/?open=x"
    assert paths() == {"/a": end, "/b": end, "/z": end}
    assert "has moved to" in desk.get("/admin/redirects/").text


def test_redirect_is_changed_and_deleted(desk: Desk) -> None:
    keep(Redirect(old_path="/b", new_path="/latest/"))
    id_ = db.session.scalars(select(Redirect.id)).one()
    assert move(desk, "/c", "/regions/", id_).status_code == 303
    assert paths() == {"/c": "/regions/"}
    assert desk.get(f"/admin/redirects/{id_}").status_code == 200
    assert desk.post(f"/admin/redirects/{id_}/removal").status_code == 303
    assert paths() == {}
    assert desk.get(f"/admin/redirects/{id_}").status_code == 404
    actions = db.session.scalars(
        select(AuditEntry.action).order_by(AuditEntry.id)
    ).all()
    assert actions == ["change redirect", "delete redirect"]


def test_list_is_searched_and_paged(desk: Desk) -> None:
    for number in range(51):
        keep(Redirect(old_path=f"/old/{number:02}", new_path="/latest/"))
    keep(Redirect(old_path="/Été", new_path="/regions/"))
    first = desk.get("/admin/redirects/").text
    assert "52 redirects" in first
    assert "/old/00" in first
    assert "/old/50" not in first
    assert "More redirects" in first
    assert "/old/50" in desk.get("/admin/redirects/?after=/old/48").text
    found = desk.get("/admin/redirects/?q=Été REGIONS").text
    assert "1 redirect with" in found
    assert "No redirects match" in desk.get("/admin/redirects/?q=%25").text


def test_redirect_to_a_missing_page_is_marked(desk: Desk) -> None:
    keep(Redirect(old_path="/a", new_path="/articles/nowhere"))
    assert "The new address does not exist" in desk.get("/admin/redirects/").text


def test_new_redirect_can_be_begun_from_elsewhere(desk: Desk) -> None:
    assert 'value="/lost"' in desk.get("/admin/redirects/new?old_path=/lost").text


def test_contributors_have_no_redirects(signed_in: SignedIn) -> None:
    ana = signed_in("contributor")
    assert ana.get("/admin/redirects/").status_code == 403
    assert move(ana, "/a", "/").status_code == 403
