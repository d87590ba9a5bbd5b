"""Text survives server failures, ended sessions and closed pages."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Dialog, Locator, Page, Route, expect
from sqlalchemy import select, update

from extensions import db
from models.base import transaction
from models.staff.sign_in import SignIn
from models.staff.staff_member import StaffMember
from models.stories.article import Article
from models.stories.revision import Revision
from tests.browser import magazine
from tests.browser.conftest import Trouble
from tests.browser.newsroom.writing import Writing
from tests.browser.site import Site, failing
from tests.factories import make_region
from tests.newsroom import Cookie, make_editor
from tests.waiting import wait_until
from web.clock import utc_now

Write = Callable[..., Writing]
SAVED = "<p>One.</p>\n<p>Two.</p>\n<hr data-fold>\n<p>Three.</p>\n"
MORE = SAVED.replace("Three.", "Three. And more.")


@pytest.fixture
def story(write: Write) -> Writing:
    return write(SAVED, headline="The line").end()


def autosave(story: Writing) -> str:
    return f"/admin/articles/{story.article_id}/draft"


def notice(story: Writing) -> Locator:
    return story.page.locator("[data-notices]")


def press(story: Writing, name: str) -> None:
    notice(story).get_by_role("button", name=name).press("Enter")


def revisions(story: Writing) -> list[tuple[str, str]]:
    found = db.session.execute(
        select(Revision.kind, Revision.name)
        .where(Revision.article_id == story.article_id)
        .order_by(Revision.number)
    ).all()
    magazine.settle()
    return [(kind, name) for kind, name in found]


# ---- saved by itself


def test_change_is_saved_after_a_moment(story: Writing, site: Site) -> None:
    expect(story.state).to_have_text("Saved")
    story.type(" And more.")
    expect(story.state).to_have_text("Not saved yet")
    assert site.wire.requests(autosave(story)) == []
    story.wait()
    expect(story.state).to_contain_text("Saved ")
    assert story.stored_body() == MORE


def test_continuous_typing_is_saved_too(story: Writing) -> None:
    for _ in range(6):
        story.type(" More").wait(2_000)
    expect(story.state).to_contain_text("Saved ")
    assert " More More" in story.stored_body()


def test_every_field_is_saved(story: Writing) -> None:
    story.page.get_by_label("Headline", exact=True).fill("The other line")
    story.page.get_by_label("Dek", exact=True).fill("What it is about")
    content = story.save().stored()
    assert (content.headline, content.dek) == ("The other line", "What it is about")


def test_saves_keep_their_order(story: Writing, site: Site) -> None:
    with site.wire.holding(autosave(story)):
        story.type(" And").wait()
        expect(story.state).to_have_text("Saving …")
        story.type(" more.").wait()
        expect(story.state).to_have_text("Saving …")
    story.save()
    assert story.stored_body() == MORE
    assert {one.status for one in site.wire.requests(autosave(story))} == {200}


def test_saves_are_not_announced_one_by_one(story: Writing) -> None:
    story.type(" And more.").save()
    expect(story.page.locator("[data-announcements]")).to_have_text("")


def test_page_that_is_left_still_saves(story: Writing) -> None:
    story.page.on("dialog", lambda dialog: dialog.accept())
    story.type(" And more.")
    story.page.goto("/")
    wait_until(lambda: story.stored_body() == MORE)


def test_tab_that_is_left_saves(story: Writing) -> None:
    story.type(" And more.")
    story.page.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", { value: true, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    expect(story.state).to_contain_text("Saved ")
    assert story.stored_body() == MORE


def test_browser_asks_only_while_something_is_unsaved(story: Writing) -> None:
    dialogs: list[Dialog] = []

    def leave(dialog: Dialog) -> None:
        dialogs.append(dialog)
        dialog.accept()

    story.page.on("dialog", leave)
    story.type(" And more.").save()
    story.page.reload()
    assert not dialogs
    story.end().type(" Still more.")
    story.page.reload()
    assert [dialog.type for dialog in dialogs] == ["beforeunload"]


# ---- the server is away


def test_text_outlives_a_server_that_fails(
    story: Writing, site: Site, trouble: Trouble
) -> None:
    trouble.expect("500")
    with site.wire.broken(autosave(story), failing):
        story.type(" And more.").wait_for_answer()
        expect(story.state).to_have_text("Offline — kept in this browser")
        story.type(" Still more.").wait_for_answer()
        expect(story.state).to_have_text("Offline — kept in this browser")
        assert story.stored_body() == SAVED
    story.wait_for_answer(5_000)
    expect(story.state).to_contain_text("Saved ")
    assert story.stored_body() == MORE.replace("more.", "more. Still more.")


def test_text_is_sent_as_soon_as_the_network_is_back(
    story: Writing, trouble: Trouble
) -> None:
    trouble.expect("ERR_INTERNET_DISCONNECTED", "htmx:error")
    story.page.context.set_offline(True)
    story.type(" And more.").wait()
    expect(story.state).to_have_text("Offline — kept in this browser")
    story.page.context.set_offline(False)
    expect(story.state).to_contain_text("Saved ")
    assert story.stored_body() == MORE


def test_answer_that_was_lost_is_no_conflict(story: Writing, trouble: Trouble) -> None:
    """The server has saved, but the response was lost."""
    trouble.expect("ERR_FAILED", "409")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    story.page.route(f"**{autosave(story)}", lose, times=1)
    story.type(" And").wait()
    expect(story.state).to_have_text("Offline — kept in this browser")
    story.type(" more.").wait_for_answer()
    expect(story.state).to_contain_text("Saved ")
    expect(notice(story)).to_be_empty()
    assert story.stored_body() == MORE


def test_invalid_field_is_reported_and_the_rest_is_saved(
    story: Writing, trouble: Trouble
) -> None:
    trouble.expect("422")
    address = story.page.get_by_label("Address", exact=True)
    address.fill("Not An Address")
    story.end().type(" And more.").wait()
    expect(story.state).to_have_text("Not all saved — kept in this browser")
    expect(notice(story)).to_contain_text("lower-case letters")
    assert story.stored_body() == MORE
    address.fill("an-address")
    story.save()
    expect(notice(story)).to_be_empty()
    assert story.stored().slug == "an-address"


# ---- the session ends


@pytest.fixture
def signed_out(story: Writing, trouble: Trouble) -> Writing:
    trouble.expect("401")
    with transaction():
        db.session.execute(update(SignIn).values(ended_at=utc_now()))
    story.type(" And more.").wait()
    expect(story.state).to_have_text("Signed out — kept in this browser")
    return story


def sign_in_again(app: Flask, story: Writing, editor: StaffMember) -> None:
    cookie = Cookie(app, editor)
    place: Any = {"url": app.config["SITE_URL"], "httpOnly": True, "sameSite": "Lax"}
    kept: Any = {"name": cookie.name, "value": cookie.value}
    story.page.context.add_cookies([kept | place])


def writer() -> StaffMember:
    return db.session.scalars(select(StaffMember)).one()


def test_text_outlives_the_session(app: Flask, signed_out: Writing) -> None:
    link = notice(signed_out).get_by_role("link", name="Sign in in a new tab")
    assert "/admin/login" in (link.get_attribute("href") or "")
    signed_out.text.focus()
    signed_out.type(" Still writing.")
    sign_in_again(app, signed_out, writer())
    press(signed_out, "Try again")
    expect(signed_out.state).to_contain_text("Saved ")
    expect(signed_out.text).to_be_focused()
    assert signed_out.stored_body() == MORE.replace("more.", "more. Still writing.")


def test_signing_in_again_elsewhere_is_noticed(app: Flask, signed_out: Writing) -> None:
    sign_in_again(app, signed_out, writer())
    expect(signed_out.state).to_contain_text("Saved ")
    expect(notice(signed_out)).to_be_empty()
    assert signed_out.stored_body() == MORE


def test_text_is_not_saved_under_another_name(app: Flask, signed_out: Writing) -> None:
    sign_in_again(app, signed_out, make_editor("editor", name="Ben Ito"))
    press(signed_out, "Try again")
    expect(notice(signed_out)).to_contain_text("Ben Ito is now signed in")
    assert signed_out.stored_body() == SAVED
    press(signed_out, "Save as Ben Ito")
    expect(signed_out.state).to_contain_text("Saved ")
    assert signed_out.stored_body() == MORE


def test_signing_out_asks_first(story: Writing, trouble: Trouble, site: Site) -> None:
    trouble.expect("500")
    with site.wire.broken(autosave(story), failing):
        story.type(" And more.")
        story.page.get_by_role("button", name="Sign out").press("Enter")
        dialog = story.page.get_by_role("dialog", name="Some text was never saved")
        expect(dialog).to_be_visible()
        dialog.get_by_role("button", name="Stay signed in").press("Enter")
    expect(story.text).to_be_visible()
    assert "And more." in story.body


def test_discarding_the_text_asks_once(
    story: Writing, trouble: Trouble, site: Site
) -> None:
    trouble.expect("500")
    with site.wire.broken(autosave(story), failing):
        story.type(" And more.")
        story.page.get_by_role("button", name="Sign out").press("Enter")
        story.page.get_by_role("button", name="Discard it and sign out").click()
        expect(story.page).to_have_url(re.compile("/admin/login|/$"))
    assert story.stored_body() == SAVED


def test_signing_out_saves_first(story: Writing) -> None:
    story.type(" And more.")
    story.page.get_by_role("button", name="Sign out").press("Enter")
    expect(story.page).to_have_url(re.compile("/admin/login|/$"))
    assert story.stored_body() == MORE


# ---- the page is gone


@pytest.fixture
def returned(story: Writing, trouble: Trouble) -> Writing:
    """The browser was closed while offline; now both work again."""
    trouble.expect("ERR_INTERNET_DISCONNECTED", "htmx:error")
    context = story.page.context
    context.set_offline(True)
    story.type(" And more.")
    expect(story.state).to_have_text("Not saved yet")
    # A closing page may still send a request; a killed browser sends none.
    story.page.evaluate(
        "() => { window.fetch = () => Promise.reject(new TypeError()); }"
    )
    story.page.close()
    context.set_offline(False)
    return Writing(context.new_page(), story.article_id).open()


def test_unsaved_text_is_offered_and_restored(returned: Writing) -> None:
    expect(notice(returned)).to_contain_text("was never saved")
    assert returned.body == SAVED.replace("data-fold", "data-fold")
    press(returned, "Restore it")
    returned.save()
    assert returned.stored_body() == MORE
    returned.page.reload()
    expect(returned.text).to_be_visible()
    expect(notice(returned)).to_be_empty()


def test_unsaved_text_can_be_viewed(returned: Writing) -> None:
    press(returned, "Compare")
    dialog = returned.page.get_by_role("dialog", name="Unsaved text")
    expect(dialog.locator("ins")).to_have_text("And more.")
    expect(dialog.get_by_role("heading", level=3)).to_have_text("Text")
    dialog.get_by_role("button", name="Decide later").press("Enter")
    expect(notice(returned)).to_contain_text("was never saved")


def test_unsaved_text_can_be_discarded(returned: Writing) -> None:
    press(returned, "Discard it")
    expect(notice(returned)).to_be_empty()
    returned.page.reload()
    expect(returned.text).to_be_visible()
    expect(notice(returned)).to_be_empty()
    assert returned.stored_body() == SAVED


def test_text_of_another_open_tab_is_not_offered(story: Writing) -> None:
    story.type(" And more.")
    other = Writing(story.page.context.new_page(), story.article_id).open()
    expect(notice(other)).to_be_empty()


# ---- saving on purpose


def test_key_makes_a_revision(story: Writing) -> None:
    story.type(" And more.").press("Control+s")
    expect(notice(story)).to_contain_text("Saved as a revision")
    expect(story.text).to_be_focused()
    assert revisions(story)[-1][0] == "saved"
    story.type(" Still more.").save()
    assert story.stored_body() == MORE.replace("more.", "more. Still more.")


def test_form_waits_for_what_is_under_way(story: Writing) -> None:
    story.type(" And more.")
    story.page.locator("[name=revision_name]").fill("Before the cuts")
    story.page.get_by_role("button", name="Save a revision").press("Enter")
    expect(story.page.get_by_text("find this revision in the history")).to_be_visible()
    assert story.stored_body() == MORE
    assert ("named", "Before the cuts") in revisions(story)


def test_links_wait_for_what_is_under_way(story: Writing) -> None:
    story.type(" And more.")
    story.page.get_by_role("link", name="History").click()
    expect(story.page).to_have_url(re.compile("/revisions/$"))
    assert story.stored_body() == MORE


def test_publication_waits_for_what_is_under_way(write: Write) -> None:
    story = write(SAVED, headline="The line", dek="What.", regions=[make_region()])
    story.end().type(" And more.")
    story.page.get_by_role("button", name="Publish now").click()
    expect(story.page.locator("#workflow")).to_contain_text("Withdraw")
    db.session.rollback()
    article = db.session.get_one(Article, story.article_id)
    assert (article.status, "And more." in article.body) == ("published", True)


def test_panel_is_not_replaced_while_focused(story: Writing) -> None:
    panel = story.page.locator("#story-panel")
    history = panel.get_by_role("link", name="History")
    expect(panel).to_contain_text("3 words")
    story.type(" And more.")
    history.focus()
    story.save()
    expect(history).to_be_focused()
    story.text.focus()
    expect(panel).to_contain_text("5 words")


def test_form_works_without_javascript(
    write: Write, enter: Callable[..., Page]
) -> None:
    story = write(SAVED)
    page = enter("editor", java_script_enabled=False)
    page.goto(f"/admin/articles/{story.article_id}")
    page.get_by_label("Text", exact=True).fill(MORE)
    page.get_by_role("button", name="Save a revision").click()
    expect(page.get_by_text("find this revision in the history")).to_be_visible()
    assert story.stored_body() == MORE
