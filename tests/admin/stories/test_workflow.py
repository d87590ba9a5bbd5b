"""The workflow: who may do what with a story, when, and what readers see then."""

import email
import email.policy
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from extensions import db
from jobs.mail.staff import send_due_messages
from models.base import transaction
from models.edition_state import read_edition
from models.redirect import Redirect
from models.staff.audit_entry import AuditEntry
from models.staff.message import Message
from models.staff.staff_member import StaffMember
from models.stories.article import Article
from models.stories.content import Content
from models.stories.draft import Draft, current_content, lock_story, save_draft
from models.stories.revision import Revision
from tests.conftest import Clock
from tests.factories import (
    make_article,
    make_contributor,
    make_picture,
    make_region,
)
from tests.newsroom import Desk, sign_in
from tests.postbox import use_mail_url

SignedIn = Callable[..., Desk]


def make_story(status: str = "draft", **given: Any) -> int:
    """A story that passes all checks."""
    published_at = given.pop("published_at", None)
    regions = given.pop("regions", None) or [make_region()]
    contributors = given.pop("contributors", None) or [make_contributor()]
    values = {"status": status, "published_at": published_at, **given}
    values |= {"regions": regions, "contributors": contributors}
    return make_article(**values).id


def story(id_: int) -> Article:
    db.session.rollback()
    return db.session.get_one(Article, id_, populate_existing=True)


def write(
    id_: int, clock: Clock, editor: StaffMember | None = None, **given: Any
) -> None:
    """Writes like an autosave."""
    with transaction():
        article = lock_story(id_)
        assert article
        before = current_content(article)
        draft = db.session.get(Draft, id_)
        save_draft(
            article,
            replace(before, **given),
            based_on=draft.version if draft else 0,
            editor=editor,
            now=clock.now,
        )


def actions() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_contributor_submits_their_draft(signed_in: SignedIn) -> None:
    ana = signed_in("contributor", name="Ana")
    id_ = make_story(owner_id=ana.editor_id, note="More sources, please.")
    assert ana.post(f"/admin/articles/{id_}/submission").status_code == 303
    assert (story(id_).status, story(id_).note) == ("submitted", "")
    assert story(id_).submitted_at
    assert actions() == ["submit"]


def test_contributor_named_in_the_byline_may_submit(app: Flask) -> None:
    from tests.newsroom import make_editor

    writer = make_contributor()
    ana = sign_in(app, make_editor("contributor", contributor_id=writer.id))
    id_ = make_story(contributors=[writer])
    assert ana.post(f"/admin/articles/{id_}/submission").status_code == 303


ACTIONS: tuple[tuple[str, dict[str, str]], ...] = (
    ("submission", {}),
    ("return", {"note": "No."}),
    ("publication", {"when": "now"}),
    ("publication", {"when": "later", "at": "2026-11-27T09:00"}),
    ("publication", {"when": "changes"}),
    ("schedule-cancellation", {}),
    ("withdrawal", {"reason": "Wrong."}),
    ("deletion", {}),
)


@pytest.mark.parametrize(("action", "form"), ACTIONS)
def test_other_contributor_may_do_nothing(
    signed_in: SignedIn, action: str, form: dict[str, str]
) -> None:
    stranger = signed_in("contributor")
    id_ = make_story("draft")
    sent = stranger.post(f"/admin/articles/{id_}/{action}", data=form)
    assert (sent.status_code, story(id_).status, actions()) == (403, "draft", [])


@pytest.mark.parametrize(("action", "form"), ACTIONS[2:7])
def test_contributor_cannot_publish_or_withdraw(
    signed_in: SignedIn, clock: Clock, action: str, form: dict[str, str]
) -> None:
    ana = signed_in("contributor")
    live = make_story("published", published_at=clock.now, owner_id=ana.editor_id)
    sent = ana.post(f"/admin/articles/{live}/{action}", data=form)
    assert (sent.status_code, story(live).status) == (403, "published")


# The actions of each state; all others answer 409.
POSSIBLE = {
    "draft": {"submission", "now", "later", "deletion"},
    "submitted": {"return", "now", "later", "deletion"},
    "scheduled": {"now", "later", "schedule-cancellation"},
    "published": {"withdrawal"},
    "withdrawn": {"now", "later"},
}


@pytest.mark.parametrize("state", POSSIBLE)
@pytest.mark.parametrize(("action", "form"), ACTIONS)
def test_each_state_has_its_actions(
    desk: Desk, clock: Clock, state: str, action: str, form: dict[str, str]
) -> None:
    status = "published" if state == "scheduled" else state
    at = {"published": clock.now, "scheduled": clock.now + timedelta(days=1)}
    id_ = make_story(status, published_at=at.get(state))
    sent = desk.post(f"/admin/articles/{id_}/{action}", data=form)
    possible = form.get("when", action) in POSSIBLE[state]
    assert sent.status_code == (303 if possible else 409), sent.text
    assert len(actions()) == possible


def test_editor_sends_a_story_back_with_a_note(desk: Desk, signed_in: SignedIn) -> None:
    ana = signed_in("contributor")
    id_ = make_story("submitted", owner_id=ana.editor_id)
    desk.post(f"/admin/articles/{id_}/return", data={"note": "Who says  so?\n"})
    assert (story(id_).status, story(id_).note) == ("draft", "Who says so?")
    assert "Who says so?" in ana.get(f"/admin/articles/{id_}").text
    assert "Who says so?" in ana.get("/admin/articles/").text


def test_writer_is_mailed_the_note(
    desk: Desk, signed_in: SignedIn, clock: Clock, tmp_path: Path, app: Flask
) -> None:
    """With the current note, and none once the story is submitted again."""
    ana = signed_in("contributor", name="Ana")
    given = {"owner_id": ana.editor_id, "headline": "Isles & <i>seas</i>"}
    id_, again = (make_story("submitted", **given) for _ in range(2))
    long_note = "Who says so? " * 150
    for story_id in (id_, again):
        desk.post(f"/admin/articles/{story_id}/return", data={"note": long_note})
    ana.post(f"/admin/articles/{again}/submission")
    use_mail_url(app, tmp_path.as_uri())
    assert send_due_messages(clock()) == 1
    (mail,) = tmp_path.glob("*.eml")
    letter = email.message_from_bytes(mail.read_bytes(), policy=email.policy.default)
    text, html = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert text
    assert html
    assert letter["To"] == db.session.get_one(StaffMember, ana.editor_id).email
    assert letter["Subject"] == "Sent back to you: Isles & <i>seas</i>"
    assert long_note.strip() in text.get_content()
    assert f"/admin/articles/{id_}\r\n" in text.get_content()
    assert "Isles &amp; &lt;i&gt;seas" in html.get_content()


def test_nobody_is_mailed_about_their_own_action(
    desk: Desk, signed_in: SignedIn
) -> None:
    ana = signed_in("contributor")
    taken_back = make_story("submitted", owner_id=ana.editor_id)
    ana.post(f"/admin/articles/{taken_back}/return")
    own = make_story("submitted", owner_id=desk.editor_id)
    desk.post(f"/admin/articles/{own}/return", data={"note": "Not yet."})
    assert db.session.scalars(select(Message)).all() == []


def test_sending_back_requires_a_note(desk: Desk) -> None:
    id_ = make_story("submitted")
    sent = desk.post(f"/admin/articles/{id_}/return", data={"note": " "})
    assert (sent.status_code, story(id_).status) == (422, "submitted")
    assert "Write a note for the writer" in sent.text


def test_writer_takes_back_a_submission(signed_in: SignedIn) -> None:
    ana = signed_in("contributor")
    id_ = make_story("submitted", owner_id=ana.editor_id)
    assert ana.post(f"/admin/articles/{id_}/return").status_code == 303
    assert (story(id_).status, actions()) == ("draft", ["take back"])


def test_publication_makes_the_draft_public(
    desk: Desk, client: FlaskClient, clock: Clock
) -> None:
    id_ = make_story(slug="the-line")
    write(id_, clock, headline="The line moves")
    assert client.get("/articles/the-line").status_code == 404
    assert desk.post(f"/admin/articles/{id_}/publication").status_code == 303
    assert "The line moves" in client.get("/articles/the-line").text
    assert story(id_).published_at == clock.now
    kinds = select(Revision.kind).where(Revision.article_id == id_)
    assert "published" in db.session.scalars(kinds).all()


def test_action_and_its_log_are_one_transaction(desk: Desk, clock: Clock) -> None:
    id_ = make_story(headline="")
    before = read_edition(clock.now)
    sent = desk.post(f"/admin/articles/{id_}/publication")
    assert (sent.status_code, story(id_).status, actions()) == (422, "draft", [])
    assert read_edition(clock.now) == before


def test_blocking_checks_link_to_their_places(desk: Desk) -> None:
    id_ = make_story(headline="")
    sent = desk.post(f"/admin/articles/{id_}/publication")
    assert sent.status_code == 422
    assert f'href="/admin/articles/{id_}#headline"' in sent.text


def test_changes_of_a_public_story_wait_for_publication(
    desk: Desk, client: FlaskClient, clock: Clock
) -> None:
    id_ = make_story("published", published_at=clock.now, slug="the-line")
    published_at = clock.now
    clock.advance(hours=1)
    write(id_, clock, headline="Another headline")
    assert "Another headline" not in client.get("/articles/the-line").text
    assert db.session.get_one(Draft, id_).is_pending
    sent = desk.post(f"/admin/articles/{id_}/publication", data={"when": "changes"})
    assert sent.status_code == 303
    assert "Another headline" in client.get("/articles/the-line").text
    assert story(id_).published_at == published_at
    assert story(id_).updated_at == clock.now
    assert not db.session.get_one(Draft, id_).is_pending


def test_minor_change_is_not_shown_as_an_update(desk: Desk, clock: Clock) -> None:
    id_ = make_story("published", published_at=clock.now)
    write(id_, clock, headline="A comma, moved")
    form = {"when": "changes", "minor": "1"}
    desk.post(f"/admin/articles/{id_}/publication", data=form)
    assert (story(id_).headline, story(id_).updated_at) == ("A comma, moved", None)


def test_scheduled_story_waits_with_its_changes(
    desk: Desk, client: FlaskClient, clock: Clock
) -> None:
    due = clock.now + timedelta(days=1)
    id_ = make_story("published", published_at=due, slug="soon", headline="First")
    write(id_, clock, headline="Second")
    desk.post(f"/admin/articles/{id_}/publication", data={"when": "changes"})
    assert (story(id_).headline, story(id_).updated_at) == ("Second", None)
    assert client.get("/articles/soon").status_code == 404
    clock.now = due
    assert "Second" in client.get("/articles/soon").text


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({}, "draft"),
        ({"submitted_at": "now"}, "submitted"),
        ({"withdrawn_at": "now"}, "withdrawn"),
    ],
)
def test_cancelled_schedule_restores_the_state_before(
    desk: Desk, clock: Clock, given: dict[str, Any], state: str
) -> None:
    times = dict.fromkeys(given, clock.now)
    id_ = make_story("published", published_at=clock.now + timedelta(days=1), **times)
    write(id_, clock, headline="Written since", slug="written-since")
    desk.post(f"/admin/articles/{id_}/schedule-cancellation")
    article = story(id_)
    assert (article.status, article.published_at) == (state, None)
    assert (article.headline, article.slug) == ("Written since", "written-since")


def test_withdrawn_story_is_gone_and_the_reason_logged(
    desk: Desk, client: FlaskClient, clock: Clock
) -> None:
    id_ = make_story("published", published_at=clock.now, slug="the-line")
    form = {"reason": "It was not true."}
    assert desk.post(f"/admin/articles/{id_}/withdrawal", data=form).status_code == 303
    assert client.get("/articles/the-line").status_code == 410
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.detail) == ("withdraw", "It was not true.")


def test_withdrawing_requires_a_reason(desk: Desk, clock: Clock) -> None:
    id_ = make_story("published", published_at=clock.now)
    sent = desk.post(f"/admin/articles/{id_}/withdrawal", data={"reason": ""})
    assert (sent.status_code, story(id_).status) == (422, "published")


@pytest.mark.parametrize("new_date", ["", "1"])
def test_republished_story_keeps_its_date_by_default(
    desk: Desk, client: FlaskClient, clock: Clock, new_date: str
) -> None:
    before = clock.now
    id_ = make_story("published", published_at=before, slug="the-line")
    desk.post(f"/admin/articles/{id_}/withdrawal", data={"reason": "Wrong."})
    clock.advance(hours=2)
    write(id_, clock, headline="Put right")
    assert "Give it today’s date" in desk.get(f"/admin/articles/{id_}").text
    desk.post(f"/admin/articles/{id_}/publication", data={"new_date": new_date})
    assert "Put right" in client.get("/articles/the-line").text
    expected = clock.now if new_date else before
    assert (story(id_).published_at, story(id_).withdrawn_at) == (expected, None)


def test_withdrawn_page_has_no_date(
    desk: Desk, client: FlaskClient, clock: Clock
) -> None:
    id_ = make_story("published", published_at=clock.now, slug="the-line")
    desk.post(f"/admin/articles/{id_}/withdrawal", data={"reason": "Wrong."})
    page = client.get("/articles/the-line")
    assert page.status_code == 410
    assert "will not return" not in page.text


def test_story_can_be_scheduled_for_the_next_minute(desk: Desk, clock: Clock) -> None:
    clock.advance(seconds=50)
    id_ = make_story()
    form = {"when": "later", "at": "2026-11-23T09:01"}
    assert desk.post(f"/admin/articles/{id_}/publication", data=form).status_code == 303
    assert story(id_).state(clock.now) == "scheduled"


def test_taken_back_is_not_called_sent_back(signed_in: SignedIn) -> None:
    ana = signed_in("contributor")
    id_ = make_story("submitted", owner_id=ana.editor_id)
    sent = ana.post(f"/admin/articles/{id_}/return", data={"note": "Typed"})
    assert "Sent back" not in ana.get(sent.location).text
    assert actions() == ["take back"]


FAULTY: tuple[dict[str, Any], ...] = ({"dek": ""}, {"lead_picture": "IMG_1234.jpg"})


@pytest.mark.parametrize("fault", FAULTY)
@pytest.mark.parametrize("when", ["now", "later", "changes"])
def test_editor_publishes_anyway_with_a_reason(
    desk: Desk, clock: Clock, fault: dict[str, Any], when: str
) -> None:
    if "lead_picture" in fault:
        fault = {"lead_picture": make_picture(alt_text="IMG_1234.jpg")}
    live = {"status": "published", "published_at": clock.now, "dek": "A dek."}
    id_ = make_story(**({**live, **fault} if when == "changes" else fault))
    if when == "changes":
        write(id_, clock, headline="Changed")
    form = {"when": when, "at": "2026-11-27T09:00", "anyway": "1"}
    address = f"/admin/articles/{id_}/publication"
    refused = desk.post(address, data={**form, "anyway": ""})
    assert refused.status_code == 422
    assert "Publish anyway" in refused.text
    assert desk.post(address, data=form).status_code == 422
    sent = desk.post(address, data={**form, "reason": "It cannot wait."})
    assert sent.status_code == 303
    entry = db.session.scalars(select(AuditEntry)).one()
    assert "Published anyway: It cannot wait." in entry.detail


def test_story_without_a_headline_is_never_published(desk: Desk) -> None:
    id_ = make_story(headline="")
    form = {"anyway": "1", "reason": "It cannot wait."}
    sent = desk.post(f"/admin/articles/{id_}/publication", data=form)
    assert (sent.status_code, story(id_).status) == (422, "draft")
    assert "Publish anyway" not in sent.text


def test_withdrawn_story_stays_gone_until_republished(
    desk: Desk, client: FlaskClient, clock: Clock
) -> None:
    id_ = make_story("published", published_at=clock.now, slug="the-line")
    desk.post(f"/admin/articles/{id_}/withdrawal", data={"reason": "Wrong."})
    form = {"when": "later", "at": "2026-11-27T09:00"}
    assert desk.post(f"/admin/articles/{id_}/publication", data=form).status_code == 303
    assert client.get("/articles/the-line").status_code == 410


def test_deleted_draft_is_gone(desk: Desk, clock: Clock) -> None:
    id_ = make_story(headline="Never mind")
    write(id_, clock, headline="Never mind this")
    sent = desk.post(f"/admin/articles/{id_}/deletion")
    assert (sent.status_code, sent.headers["Location"]) == (303, "/admin/articles/")
    db.session.rollback()
    assert db.session.get(Article, id_) is None
    assert db.session.scalar(select(Revision).where(Revision.article_id == id_)) is None
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject_name) == ("delete", "Never mind this")


def test_unseen_changes_are_not_published(
    desk: Desk, signed_in: SignedIn, clock: Clock
) -> None:
    ben = signed_in("editor", name="Ben")
    id_ = make_story()
    form = {"when": "now", "seen": f"{story(id_).version}-0"}
    write(id_, clock, db.session.get(StaffMember, ben.editor_id), headline="Changed")
    sent = desk.post(f"/admin/articles/{id_}/publication", data=form)
    assert (sent.status_code, story(id_).status) == (409, "draft")
    assert "has changed since you opened it" in sent.text
    assert ben.post(f"/admin/articles/{id_}/publication", data=form).status_code == 303


def test_second_editor_reads_who_was_first(desk: Desk, signed_in: SignedIn) -> None:
    ben, id_ = signed_in("editor", name="Ben Ruiz"), make_story()
    ben.post(f"/admin/articles/{id_}/publication")
    sent = desk.post(f"/admin/articles/{id_}/publication")
    assert sent.status_code == 409
    assert "Ben Ruiz was first." in sent.text


def test_double_click_publishes_once(desk: Desk) -> None:
    id_ = make_story()
    for _ in range(2):
        assert desk.post(f"/admin/articles/{id_}/publication").status_code == 303
    assert actions() == ["publish"]


def test_fifty_simultaneous_requests_publish_once(
    app: Flask, signed_in: SignedIn
) -> None:
    desks = [signed_in("editor") for _ in range(5)]
    id_ = make_story()
    db.session.rollback()

    def press(number: int) -> int:
        desk, address = desks[number % 5], f"/admin/articles/{id_}/publication"
        sent = Context().run(desk.post, address)
        return int(sent.status_code)

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(press, range(50)))
    assert set(codes) <= {303, 409}
    assert 303 in codes
    assert actions() == ["publish"]


def test_taken_slug_stops_the_changes(desk: Desk, clock: Clock) -> None:
    id_ = make_story("published", published_at=clock.now, slug="the-line")
    write(id_, clock, slug="the-border")
    make_story(slug="the-border")
    sent = desk.post(f"/admin/articles/{id_}/publication", data={"when": "changes"})
    assert (sent.status_code, story(id_).slug) == (422, "the-line")
    assert "the-border" in sent.text


def test_story_takes_no_redirecting_slug(
    desk: Desk, client: FlaskClient, clock: Clock
) -> None:
    id_ = make_story("published", published_at=clock.now, slug="one")
    write(id_, clock, slug="two")
    desk.post(f"/admin/articles/{id_}/publication", data={"when": "changes"})
    sent = desk.post(f"/admin/articles/{make_story(slug='one')}/publication")
    assert sent.status_code == 422
    assert "/articles/one still redirects readers to /articles/two" in sent.text
    assert client.get("/articles/one").status_code == 301


def test_changed_slug_leaves_a_redirect(
    desk: Desk, client: FlaskClient, clock: Clock
) -> None:
    id_ = make_story("published", published_at=clock.now, slug="one")
    for slug in ("two", "three"):
        write(id_, clock, slug=slug)
        desk.post(f"/admin/articles/{id_}/publication", data={"when": "changes"})
    for old in ("one", "two"):
        sent = client.get(f"/articles/{old}")
        assert (sent.status_code, sent.headers["Location"]) == (301, "/articles/three")
    assert client.get("/articles/three").status_code == 200


def test_returning_to_an_old_slug_removes_its_redirect(
    desk: Desk, client: FlaskClient, clock: Clock
) -> None:
    id_ = make_story("published", published_at=clock.now, slug="one")
    for slug in ("two", "one"):
        write(id_, clock, slug=slug)
        desk.post(f"/admin/articles/{id_}/publication", data={"when": "changes"})
    assert client.get("/articles/one").status_code == 200
    assert client.get("/articles/two").headers["Location"] == "/articles/one"
    paths = select(Redirect.old_path)
    assert db.session.scalars(paths).all() == ["/articles/two"]


def test_changing_the_kind_changes_the_address(
    desk: Desk, client: FlaskClient, clock: Clock
) -> None:
    id_ = make_story("published", published_at=clock.now, slug="about-us")
    write(id_, clock, kind="page")
    desk.post(f"/admin/articles/{id_}/publication", data={"when": "changes"})
    assert client.get("/articles/about-us").headers["Location"] == "/pages/about-us"
    assert client.get("/pages/about-us").status_code == 200


def test_draft_slug_changes_leave_no_redirect(clock: Clock, app: Flask) -> None:
    id_ = make_story(slug="one")
    write(id_, clock, slug="two")
    assert db.session.scalars(select(Redirect)).all() == []


def test_old_address_of_a_withdrawn_story_answers_gone(
    desk: Desk, client: FlaskClient, clock: Clock
) -> None:
    id_ = make_story("published", published_at=clock.now, slug="one")
    write(id_, clock, slug="two")
    desk.post(f"/admin/articles/{id_}/publication", data={"when": "changes"})
    desk.post(f"/admin/articles/{id_}/withdrawal", data={"reason": "Wrong."})
    write(id_, clock, slug="three")
    for old in ("one", "two"):
        assert client.get(f"/articles/{old}").headers["Location"] == "/articles/three"
    assert client.get("/articles/three").status_code == 410


def test_htmx_gets_the_panel_or_a_redirect(desk: Desk) -> None:
    id_, headers = make_story("submitted"), {"HX-Request": "true"}
    sent = desk.post(f"/admin/articles/{id_}/return", headers=headers)
    assert sent.status_code == 422
    assert sent.text.lstrip().startswith("<section")
    done = desk.post(f"/admin/articles/{id_}/publication", headers=headers)
    assert done.headers["HX-Redirect"] == f"/admin/articles/{id_}"


def test_missing_story_is_missing(desk: Desk) -> None:
    assert desk.post("/admin/articles/77/publication").status_code == 404


def test_action_requires_a_csrf_token(desk: Desk) -> None:
    id_ = make_story()
    sent = desk.post(f"/admin/articles/{id_}/publication", csrf=False)
    assert (sent.status_code, story(id_).status) == (400, "draft")


@pytest.mark.parametrize(
    ("state", "shown", "hidden"),
    [
        ("draft", "Submit for review", "Publish now"),
        ("submitted", "Take back", "Publish now"),
        ("published", "Only editors can change it now", "Withdraw"),
    ],
)
def test_contributor_sees_permitted_actions(
    signed_in: SignedIn, clock: Clock, state: str, shown: str, hidden: str
) -> None:
    ana = signed_in("contributor")
    given = {"published_at": clock.now, "owner_id": ana.editor_id}
    page = ana.get(f"/admin/articles/{make_story(state, **given)}").text
    assert shown in page
    assert hidden not in page


def test_published_content_is_the_draft(clock: Clock, app: Flask) -> None:
    id_ = make_story()
    write(id_, clock, headline="Kept")
    assert Content.of(story(id_)).headline == "Kept"
