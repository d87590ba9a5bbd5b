"""Two readers of the live list and one on another site, while editors work."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import select

from extensions import db
from models.stories.article import Article
from tests.admin.stories.writing import make_story, save
from tests.browser.embeds.conftest import LINES, Foreign
from tests.browser.magazine import make_region, settle
from tests.browser.site import Site
from tests.newsroom import Desk

TOP = "rows => rows.map(row => row.getBoundingClientRect().top)"


def story(slug: str) -> Article:
    found = db.session.scalars(select(Article).where(Article.slug == slug)).one()
    settle()
    return found


def test_all_three_change_within_one_period_and_nobody_is_moved(
    site: Site,
    desk: Desk,
    foreign: Foreign,
    new_context: Callable[..., BrowserContext],
) -> None:
    pages: list[Page] = [new_context().new_page() for _ in range(3)]
    for page, address in zip(
        pages, ("/latest/", "/latest/", foreign.element()), strict=True
    ):
        page.set_viewport_size({"width": 800, "height": 300})
        page.goto(address)
    lists = [pages[0].locator("#latest-list"), pages[1].locator("#latest-list")]
    lists.append(pages[2].locator("[part=list]"))
    for rows in lists:
        expect(rows.locator("a")).to_have_count(4)
        rows.locator("li").nth(2).scroll_into_view_if_needed()
    places = [rows.locator("li").evaluate_all(TOP) for rows in lists]

    draft, region = make_story(), make_region("Europe")
    fresh = {"headline": "Fresh from the desk", "dek": "New.", "regions": region.name}
    save(desk, draft, 0, **fresh)
    sent = desk.post(f"/admin/articles/{draft.id}/publication", data={"when": "now"})
    assert sent.status_code == 303
    for page in pages:
        new = page.get_by_role("button", name="1 new story")
        expect(new).to_be_visible()
    assert [rows.locator("li").evaluate_all(TOP) for rows in lists] == places

    correction = {"text": "It was otherwise.", "is_material": "y"}
    desk.post(f"/admin/articles/{story('second').id}/corrections/", data=correction)
    for rows in lists:
        expect(_row(rows, "second")).to_contain_text("Corrected")
        expect(rows.locator("a")).to_have_count(4)
    assert [len(rows.locator("li").all()) for rows in lists] == [4, 4, 4]

    gone = {"reason": "Wrong."}
    desk.post(f"/admin/articles/{story('fourth').id}/withdrawal", data=gone)
    for rows, before in zip(lists, places, strict=True):
        expect(_row(rows, "fourth")).to_have_count(0)
        assert rows.locator("li").evaluate_all(TOP) == before[:3]

    # One full response at the start, one per change, one when more is requested.
    for path, readers in (("/latest/list", 2), (LINES, 1)):
        answers = [exchange.status for exchange in site.wire.requests(path)]
        assert answers.count(200) <= 5 * readers
    before = len(site.wire.log)
    for page in pages:
        with page.expect_response(lambda answer: "/latest/li" in answer.url):
            pass
    assert {exchange.status for exchange in site.wire.log[before:]} == {304}


def _row(rows: Locator, slug: str) -> Locator:
    return rows.locator("li", has_text=f"The {slug} story")
