"""Previews in a browser: framed only by us, interactive, without polling."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from models.stories.article import Article
from tests.browser import magazine
from tests.browser.conftest import Trouble
from tests.browser.newsroom.writing import make_draft
from tests.browser.site import Site
from tests.browser.test_accessibility import all_faults
from web.preview.surfaces import surfaces_of

OPENING = "<p>One.</p>\n<p>Two.</p>\n"
REST = "<p>What nobody has read yet.</p>\n"


@pytest.fixture
def story(full_magazine: None) -> int:
    """Its id: reading more would block the newsroom's writes."""
    region = magazine.make_region("Asia", hue=120)
    words = {"headline": "The dam", "dek": "It is dry."}
    return settled(make_draft(OPENING + REST, regions=[region], **words))


def settled(story: Article) -> int:
    id_ = story.id
    magazine.settle()
    return id_


def open_preview(page: Page, story: int, surface: str = "page") -> FrameLocator:
    page.goto(f"/admin/articles/{story}/preview/{surface}")
    return page.frame_locator("iframe")


@pytest.mark.parametrize("surface", [s.name for s in surfaces_of("article")])
def test_frame_shows_the_surface(
    enter: Callable[..., Page], story: int, surface: str
) -> None:
    frame = open_preview(enter(), story, surface)
    expect(frame.get_by_text("The dam").first).to_be_visible()


def test_keep_reading_opens_in_the_frame(
    enter: Callable[..., Page], story: int
) -> None:
    frame = open_preview(enter(), story, "stream")
    rest = frame.get_by_text("What nobody has read yet.")
    expect(rest).to_have_count(0)
    frame.get_by_role("button", name="“The dam”").click()
    expect(rest).to_be_visible()


def test_links_open_beside_it(enter: Callable[..., Page], story: int) -> None:
    page = enter()
    frame = open_preview(page, story)
    with page.context.expect_page() as opened:
        frame.get_by_role("link", name="Asia").first.click()
    expect(opened.value).to_have_url(re.compile("/regions/asia$"))
    expect(page).to_have_url(re.compile("/preview$"))


def test_own_link_in_a_tab_comes_back_to_the_preview(
    enter: Callable[..., Page], story: int
) -> None:
    page = enter()
    frame = open_preview(page, story, "card")
    with page.context.expect_page() as opened:
        frame.get_by_role("link", name="The dam").first.click()
    expect(opened.value).to_have_url(re.compile(r"/preview$"))


def test_preview_does_not_poll(
    enter: Callable[..., Page], story: int, site: Site
) -> None:
    magazine.set_up(poll_seconds=1)
    page = enter()
    page.clock.install()
    for surface in ("page", "row"):
        frame = open_preview(page, story, surface)
        expect(frame.get_by_role("link", name="Latest").first).to_be_visible()
        page.clock.run_for(60_000)
    assert site.wire.requests("/latest/list") == []


def test_widths_are_links(enter: Callable[..., Page], story: int) -> None:
    page = enter()
    open_preview(page, story)
    page.get_by_role("link", name="Phone").click()
    expect(page.locator("iframe")).to_have_css("width", "360px")
    page.get_by_role("link", name="Card").click()
    expect(page.locator("iframe")).to_have_css("width", "360px")


def test_printed_surface_looks_like_paper(
    enter: Callable[..., Page], story: int
) -> None:
    frame = open_preview(enter(color_scheme="dark"), story, "print")
    expect(frame.locator("html")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(frame.locator(".menu")).to_be_hidden()
    expect(frame.get_by_text("What nobody has read yet.")).to_be_visible()


def test_social_picture_has_its_shape_and_is_light(
    enter: Callable[..., Page], story: int
) -> None:
    frame = open_preview(enter(color_scheme="dark"), story, "social")
    picture = frame.locator(".social-picture")
    expect(picture).to_have_css("background-color", "rgb(246, 241, 231)")
    box = picture.bounding_box()
    assert box
    assert box["width"] / box["height"] == pytest.approx(1200 / 630, rel=0.01)


def test_admin_pages_cannot_be_framed(
    enter: Callable[..., Page], story: int, trouble: Trouble
) -> None:
    trouble.expect("frame-ancestors", "ERR_BLOCKED_BY_RESPONSE", "X-Frame-Options")
    page = enter()
    open_preview(page, story)
    for address in ("/admin/", f"/admin/articles/{story}/preview", "/"):
        page.locator("iframe").evaluate("(frame, to) => { frame.src = to; }", address)
        framed = page.frame_locator("iframe").locator("main")
        expect(framed).to_have_count(0)


def test_page_around_works_without_javascript(
    enter: Callable[..., Page], story: int
) -> None:
    page = enter(java_script_enabled=False)
    frame = open_preview(page, story)
    expect(frame.get_by_role("heading", level=1)).to_have_text("The dam")
    page.get_by_role("link", name="Opened").click()
    expect(frame.get_by_text("What nobody has read yet.")).to_be_visible()


def test_link_is_made_copied_shown_to_a_stranger_and_revoked(
    enter: Callable[..., Page],
    context: BrowserContext,
    story: int,
    trouble: Trouble,
) -> None:
    trouble.expect("status: 410", "status of 410")
    page = enter("editor", permissions=["clipboard-read", "clipboard-write"])
    open_preview(page, story)
    page.get_by_role("button", name="Create link").click()
    page.get_by_role("button", name="Copy the link").click()
    expect(page.locator("#status")).to_have_text("Link copied")
    address = page.evaluate("() => navigator.clipboard.readText()")

    stranger = context.new_page()
    stranger.goto(address)
    expect(stranger.get_by_text("Preview – not published")).to_be_visible()
    framed = stranger.frame_locator("iframe").get_by_role("heading", level=1)
    expect(framed).to_have_text("The dam")

    page.get_by_role("button", name="Revoke the link").click()
    stranger.reload()
    expect(stranger.get_by_role("heading", level=1)).to_have_text(
        "This preview has ended"
    )


def test_check_leads_to_its_place(enter: Callable[..., Page]) -> None:
    html = "<p>One.</p><p>Two.</p><hr data-fold><h3>Too deep</h3><p>Three.</p>"
    story = settled(make_draft(html, headline="The dam"))
    page = enter()
    page.goto(f"/admin/articles/{story}")
    page.get_by_role("link", name="There is no dek.").click()
    expect(page.get_by_label("Dek")).to_be_focused()
    page.get_by_role("link", name="has no heading above it").click()
    expect(page.locator(".writing__text")).to_be_focused()
    page.keyboard.type("Not ")
    expect(page.locator(".writing__text h3")).to_have_text("Not Too deep")


@pytest.mark.parametrize("place", ["preview", "preview/search", "checks"])
def test_page_has_no_fault(enter: Callable[..., Page], story: int, place: str) -> None:
    page = enter()
    page.goto(f"/admin/articles/{story}/{place}")
    page.wait_for_load_state("networkidle")
    assert all_faults(page) == []


def test_corrections_page_has_no_fault(
    enter: Callable[..., Page], full_magazine: None
) -> None:
    page = enter("administrator")
    story = settled(magazine.article("story-3"))
    page.goto(f"/admin/articles/{story}/corrections/")
    page.get_by_label("Text of the correction").fill("The hill is lower.")
    page.get_by_role("button", name="Publish the correction").click()
    expect(page.get_by_role("button", name="Remove")).to_be_visible()
    assert all_faults(page) == []


def test_corrected_story_changes_in_an_open_list(
    enter: Callable[..., Page], page: Page, full_magazine: None
) -> None:
    magazine.set_up(poll_seconds=1)
    page.goto("/latest/")
    row = page.locator("#latest-story-3")
    expect(row).not_to_contain_text("Corrected")
    desk = enter()
    story = settled(magazine.article("story-3"))
    desk.goto(f"/admin/articles/{story}/corrections/")
    desk.get_by_label("Text of the correction").fill("The hill is lower.")
    desk.get_by_role("button", name="Publish the correction").click()
    expect(row).to_contain_text("Corrected")
    page.goto("/articles/story-3")
    expect(page.get_by_role("note")).to_contain_text("The hill is lower.")
    assert all_faults(page) == []
