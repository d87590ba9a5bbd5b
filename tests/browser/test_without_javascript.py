"""Everything works as links and forms."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import magazine
from tests.browser.conftest import Trouble
from tests.browser.site import Site

pytestmark = pytest.mark.usefixtures("full_magazine")


def headings(page: Page) -> list[str]:
    return page.locator("[data-item] h2").all_inner_texts()


def is_the_story(page: Page, slug: str) -> None:
    title = f"The {slug.replace('-', ' ')} story"
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_front_page_leads_to_an_article_and_on_to_the_next(plain_page: Page) -> None:
    plain_page.goto("/")
    plain_page.get_by_role("link", name="The story 15 story", exact=True).first.click()
    is_the_story(plain_page, "story-15")
    further = plain_page.locator("#item-story-14")
    further.get_by_role("link", name="Keep reading").click()
    is_the_story(plain_page, "story-14")
    expect(plain_page.locator("main")).to_contain_text("Rest of story-14 9.")


def test_nothing_says_show_less_until_something_is_open(plain_page: Page) -> None:
    plain_page.goto("/articles/story-15")
    controls = plain_page.get_by_text("Show less").all()
    assert not [less for less in controls if less.is_visible()]


def test_show_less_is_a_link_where_something_is_open(
    site: Site, plain_page: Page
) -> None:
    plain_page.goto("/articles/story-15?open=story-14,story-13")
    expect(plain_page.locator("#rest-story-14")).to_contain_text("Rest of story-14 9.")
    item = plain_page.locator("#item-story-14")
    item.get_by_role("link", name="Show less").click()
    address = f"{site.url}/articles/story-15?open=story-13#item-story-14"
    expect(plain_page).to_have_url(address)
    expect(plain_page.locator("#rest-story-14")).to_be_empty()
    expect(plain_page.locator("#rest-story-13")).to_contain_text("Rest of story-13 9.")


def test_more_articles_is_a_link_down_to_the_end(plain_page: Page) -> None:
    plain_page.goto("/articles/story-15")
    seen = headings(plain_page)
    more = plain_page.get_by_role("link", name="More articles")
    while more.count():
        more.click()
        is_the_story(plain_page, "story-15")
        seen += headings(plain_page)
    assert seen == [f"The story {number} story" for number in range(14, 0, -1)]


def test_region_and_latest_are_reached_from_every_page(plain_page: Page) -> None:
    plain_page.goto("/articles/story-15")
    sections = plain_page.get_by_role("navigation", name="Sections")
    sections.get_by_role("link", name="Africa").click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("Africa")
    plain_page.get_by_role("link", name="Older stories").click()
    expect(plain_page.locator(".card")).to_have_count(2)
    sections.get_by_role("link", name="Latest").click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("Latest")
    expect(plain_page.locator("#latest-list li")).to_have_count(15)


def test_controls_that_need_scripts_are_hidden(plain_page: Page) -> None:
    plain_page.goto("/articles/story-15")
    for button in plain_page.locator("[data-latest] button").all():
        expect(button).to_be_hidden()
    expect(plain_page.get_by_role("button")).to_have_count(1)  # Subscribe


@pytest.mark.usefixtures("can_send_mail")
def test_subscribing_is_a_form(site: Site, plain_page: Page) -> None:
    plain_page.goto("/articles/story-15")
    plain_page.get_by_label("Your e-mail address").fill("reader@example.org")
    magazine.settle()
    plain_page.get_by_role("button", name="Subscribe").click()
    expect(plain_page).to_have_url(f"{site.url}/newsletter/sent")
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("Check your mail")


def test_wrong_address_is_explained_beside_the_field(
    plain_page: Page, trouble: Trouble
) -> None:
    trouble.expect("status: 422", "status of 422")
    plain_page.goto("/articles/story-15")
    plain_page.get_by_label("Your e-mail address").fill("reader@")
    plain_page.get_by_role("button", name="Subscribe").click()
    field = plain_page.get_by_label("Your e-mail address")
    expect(field).to_have_value("reader@")
    expect(field).to_have_attribute("aria-invalid", "true")
    wrong = re.compile("not an e-mail address")
    expect(field).to_have_accessible_description(wrong)
