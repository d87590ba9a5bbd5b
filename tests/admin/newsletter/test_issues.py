"""Composing an issue, sending it, and watching it."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from extensions import db
from models.newsletter.issue import NewsletterIssue
from models.newsletter.newsletter import Newsletter
from tests.factories import make_article
from tests.jobs.newsletter.issues import read, text_of
from tests.newsroom import Desk
from tests.postbox import Postbox

HOME = "/admin/newsletter/"


@pytest.fixture
def issue(desk: Desk) -> str:
    """The path of a new issue with two stories."""
    make_article(headline="Rivers")
    make_article(headline="Harbours")
    newsletter = db.session.scalars(select(Newsletter)).one()
    made = desk.post(f"{HOME}issues/", data={"newsletter": newsletter.id})
    assert made.status_code == 303
    return made.location


def stored() -> NewsletterIssue:
    db.session.rollback()
    return db.session.scalars(select(NewsletterIssue)).one()


def headlines() -> list[str]:
    return [item.article.headline for item in stored().items if item.article]


def parts() -> list[str]:
    return [str(item.article_id) for item in stored().items]


def test_issue_begins_with_what_is_new(desk: Desk, issue: str) -> None:
    assert headlines() == ["Harbours", "Rivers"]
    page = desk.get(issue).text
    assert "Newsletter: Harbours" in page
    assert issue.removeprefix("http://localhost") in desk.get(HOME).text


@pytest.mark.parametrize(
    ("action", "left"),
    [("up", ["Rivers", "Harbours"]), ("remove", ["Harbours"]), ("down", None)],
)
def test_parts_are_moved_and_removed_by_buttons(
    desk: Desk, issue: str, action: str, left: list[str] | None
) -> None:
    rivers = parts()[1]
    form = {"subject": "S", "part": parts(), "action": f"{action}:{rivers}"}
    assert desk.post(issue, data=form).status_code == 303
    assert headlines() == (left or ["Harbours", "Rivers"])


def test_story_is_added_from_the_list(desk: Desk, issue: str) -> None:
    late = make_article(headline="Deserts")
    form = {"subject": "S", "part": parts(), "action": f"add:{late.id}"}
    answer = desk.post(issue, data=form, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert headlines()[-1] == "Deserts"


def test_introduction_is_markdown(desk: Desk, issue: str) -> None:
    desk.post(issue, data={"subject": "S", "part": parts(), "intro": "*Hello* there"})
    assert "<em>Hello</em>" in stored().intro
    assert "<em>Hello</em>" in desk.get(f"{issue}/preview").text
    assert "Hello there" in desk.get(f"{issue}/text").text


def test_preview_of_mail_runs_no_script(desk: Desk, issue: str) -> None:
    sent = desk.get(f"{issue}/preview")
    policy = sent.headers["Content-Security-Policy"]
    assert sent.mimetype == "text/html"
    assert policy.startswith("default-src 'none'; img-src 'self';")
    assert policy.endswith("sandbox")


def test_preview_is_offered_dark_and_on_a_phone(desk: Desk, issue: str) -> None:
    page = desk.get(issue).text
    assert 'title="The issue on a phone" width="320"' in page
    assert "preview?scheme=dark" in page
    assert "@media all" in desk.get(f"{issue}/preview?scheme=dark").text
    assert "@media all" not in desk.get(f"{issue}/preview").text


def test_too_long_subject_is_kept_in_the_form(desk: Desk, issue: str) -> None:
    answer = desk.post(issue, data={"subject": "s" * 201, "part": parts()})
    assert answer.status_code == 422
    assert "s" * 201 in answer.text


def test_double_click_sends_once(desk: Desk, issue: str) -> None:
    assert desk.post(f"{issue}/sending").status_code == 303
    assert stored().state == "preparing"
    desk.post(f"{issue}/sending")
    assert "The state of this issue has changed" in desk.get(issue).text
    assert stored().state == "preparing"


def test_issue_without_subject_is_not_sent(desk: Desk, issue: str) -> None:
    desk.post(issue, data={"subject": "", "part": parts()})
    desk.post(f"{issue}/sending")
    assert stored().state == "draft"


def test_progress_is_shown_and_can_be_stopped(desk: Desk, issue: str) -> None:
    desk.post(f"{issue}/sending")
    assert "every 2s" in desk.get(f"{issue}/progress").text
    desk.post(f"{issue}/cancellation")
    assert stored().state == "cancelled"
    assert "every 2s" not in desk.get(f"{issue}/progress").text


def test_contributors_have_no_newsletter(
    app: Flask, signed_in: Callable[..., Desk]
) -> None:
    writer = signed_in("contributor")
    assert writer.get(HOME).status_code == 403
    assert not re.search(r'href="/admin/newsletter/"', writer.get("/admin/").text)


def test_published_story_is_sent_from_its_own_page(desk: Desk) -> None:
    story = make_article(headline="Rivers")
    make_article(headline="Harbours")
    page = desk.get(f"/admin/articles/{story.id}").text
    assert f'href="/admin/newsletter/?story={story.id}"' in page
    offered = desk.get(f"{HOME}?story={story.id}").text
    assert f'name="story" type="hidden" value="{story.id}"' in offered
    newsletter = db.session.scalars(select(Newsletter)).one()
    desk.post(f"{HOME}issues/", data={"newsletter": newsletter.id, "story": story.id})
    assert (stored().subject, headlines()) == ("Rivers", ["Rivers"])


@pytest.mark.parametrize("typed", ["0", "x", "9" * 5000, "{draft}"])
def test_only_public_stories_are_sent(desk: Desk, typed: str) -> None:
    draft = make_article(status="draft")
    typed = typed.format(draft=draft.id)
    newsletter = db.session.scalars(select(Newsletter)).one()
    assert 'name="story"' not in desk.get(f"{HOME}?story={typed}").text
    form = {"newsletter": newsletter.id, "story": typed}
    assert desk.post(f"{HOME}issues/", data=form).status_code == 404
    page = desk.get(f"/admin/articles/{draft.id}").text
    assert "Send as a newsletter issue" not in page


def save_parts(desk: Desk, issue: str, parts: list[str], **more: str) -> int:
    form = {"subject": "S", "part": parts, **more}
    return desk.post(issue, data=form).status_code


def kinds() -> list[str]:
    return [item.note or str(item.article_id) for item in stored().items]


def test_note_is_written_and_moved(desk: Desk, issue: str) -> None:
    harbours, rivers = parts()
    assert save_parts(desk, issue, [harbours, rivers], action="note") == 303
    assert "Note 1" in desk.get(issue).text
    given = {"note-1-text": "By *sea*.", "action": "up:note-1"}
    assert save_parts(desk, issue, [harbours, rivers, "note-1"], **given) == 303
    assert kinds() == [harbours, "<p>By <em>sea</em>.</p>\n", rivers]
    assert "By *sea*." in desk.get(issue).text
    assert "By <em>sea</em>." in desk.get(f"{issue}/preview").text
    assert "By sea." in desk.get(f"{issue}/text").text


def test_note_is_removed(desk: Desk, issue: str) -> None:
    harbours, rivers = parts()
    both = {"note-1-text": "One.", "note-2-text": "Two."}
    sent = [harbours, "note-1", rivers, "note-2"]
    assert save_parts(desk, issue, sent, **both, action="remove:note-1") == 303
    assert kinds() == [harbours, rivers, "<p>Two.</p>\n"]


def test_invalid_note_is_shown_as_typed(desk: Desk, issue: str) -> None:
    harbours, rivers = parts()
    assert save_parts(desk, issue, [harbours, rivers], action="note") == 303
    form = {"subject": "S", "part": [harbours, rivers, "note-1"]}
    answer = desk.post(issue, data={**form, "note-1-text": "![sea](sea.jpg)"})
    assert answer.status_code == 422
    assert "![sea](sea.jpg)" in answer.text
    assert "This text cannot contain pictures" in answer.text


def test_empty_note_is_nothing_to_send(desk: Desk, issue: str) -> None:
    assert save_parts(desk, issue, [], action="note") == 303
    assert "Add a story or an introduction" in desk.get(issue).text
    assert desk.get(f"{issue}/preview").status_code == 200


def test_sending_is_not_offered_without_subscribers(desk: Desk, issue: str) -> None:
    page = desk.get(issue).text
    assert "This newsletter has no subscribers yet." in page
    assert f'action="{issue.removeprefix("http://localhost")}/sending"' not in page


def save_in_tab(desk: Desk, issue: str, tab: str, version: int, **more: str) -> int:
    form = {"part": parts(), "tab_id": tab, "version": version, **more}
    return desk.post(issue, data=form).status_code


def test_other_tab_does_not_overwrite_what_was_saved(desk: Desk, issue: str) -> None:
    begun = stored().version
    assert save_in_tab(desk, issue, "one", begun, subject="First") == 303
    assert save_in_tab(desk, issue, "one", begun, subject="Second") == 303
    form = {"subject": "Theirs", "tab_id": "two", "version": begun}
    answer = desk.post(issue, data=form)
    assert (answer.status_code, stored().subject) == (409, "Second")
    assert "Somebody else has saved this issue" in answer.text
    assert 'value="Theirs"' in answer.text
    now = str(stored().version)
    assert save_in_tab(desk, issue, "two", begun, subject="Mine", replaces=now) == 303
    assert stored().subject == "Mine"


def test_order_is_kept_when_the_issue_cannot_be_saved(desk: Desk, issue: str) -> None:
    harbours, rivers = parts()
    form = {"subject": "s" * 201, "part": [rivers, harbours]}
    page = desk.post(issue, data=form).text
    assert page.index(f'id="part-{rivers}"') < page.index(f'id="part-{harbours}"')


def test_deleted_story_is_left_out(desk: Desk, issue: str) -> None:
    assert save_parts(desk, issue, [*parts(), "999999"]) == 303
    assert headlines() == ["Harbours", "Rivers"]


def test_size_is_shown_while_composing(desk: Desk, issue: str) -> None:
    form = {"subject": "S", "part": parts(), "intro": "word " * 3000}
    answer = desk.post(issue, data=form, headers={"HX-Request": "true"}).text
    size = re.search(r"([\d.]+) KB of 100 KB", answer)
    assert size
    assert float(size[1]) > 15


def test_test_goes_to_the_members_who_are_ticked(
    desk: Desk, issue: str, signed_in: Callable[..., Desk], postbox: Postbox
) -> None:
    ben = signed_in("contributor", name="Ben Okri", email="ben@desk.example.com")
    signed_in("editor", name="Cleo Park", email="cleo@desk.example.com")
    page = desk.get(issue).text
    assert re.search(rf'value="{desk.editor_id}"\s+checked', page)
    to = [desk.editor_id, ben.editor_id]
    assert desk.post(f"{issue}/test", data={"to": to}).status_code == 303
    assert "The test is sent to" in desk.get(issue).text
    assert len(postbox.recipients()) == 2
    assert "ben@desk.example.com" in postbox.recipients()


def test_test_is_marked_and_unsubscribes_nobody(
    desk: Desk, issue: str, postbox: Postbox
) -> None:
    desk.post(f"{issue}/test", data={"to": [desk.editor_id]})
    message = read(postbox.envelopes[0])
    assert message["Subject"].startswith("[Test] ")
    assert message["List-Unsubscribe"] == "<http://localhost/>"
    assert "/newsletter/unsubscribe/" not in text_of(message, "html")
    assert "/newsletter/preferences/" not in text_of(message, "plain")


def test_test_needs_somebody_to_go_to(desk: Desk, issue: str) -> None:
    stranger = "999999"
    desk.post(f"{issue}/test", data={"to": stranger})
    assert "Choose at least one person for the test." in desk.get(issue).text
