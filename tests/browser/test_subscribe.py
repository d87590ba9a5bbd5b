"""Subscribing without leaving the page."""

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import magazine
from tests.browser.conftest import Trouble
from tests.browser.site import Site, failing

SUBSCRIBE = "/newsletter/"


@pytest.fixture(autouse=True)
def _stories(site: Site, can_send_mail: None) -> None:
    magazine.publish_many("first", "second")


@pytest.fixture
def field(page: Page) -> Locator:
    page.goto("/articles/first")
    magazine.settle()
    return page.get_by_label("Your e-mail address")


def send(field: Locator, text: str) -> None:
    field.fill(text)
    field.press("Enter")


def test_wrong_address_is_explained_beside_the_field(
    site: Site, page: Page, field: Locator, trouble: Trouble
) -> None:
    trouble.expect("status: 422", "status of 422")
    send(field, "reader@")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    expect(field).to_have_value("reader@")
    expect(field).to_have_accessible_description(re.compile("not an e-mail address"))
    expect(page).to_have_url(f"{site.url}/articles/first")


def test_answer_is_shown_and_has_the_focus(
    site: Site, page: Page, field: Locator
) -> None:
    send(field, "reader@example.org")
    answer = page.get_by_role("heading", name="Check your mail")
    expect(answer).to_be_focused()
    expect(page).to_have_url(f"{site.url}/articles/first")
    expect(page.locator("h1")).to_have_count(1)


def test_wrong_address_can_be_put_right(
    page: Page, field: Locator, trouble: Trouble
) -> None:
    trouble.expect("status: 422", "status of 422")
    send(field, "reader@")
    expect(field).to_have_attribute("aria-invalid", "true")
    send(field, "reader@example.org")
    expect(page.get_by_role("heading", name="Check your mail")).to_be_focused()


def test_failure_is_shown_and_can_be_retried(
    site: Site, page: Page, field: Locator, trouble: Trouble
) -> None:
    trouble.expect("status: 500", "status of 500")
    with site.wire.broken(SUBSCRIBE, failing):
        send(field, "reader@example.org")
        expect(page.get_by_role("alert").filter(has_text="went wrong")).to_be_visible()
    expect(field).to_have_value("reader@example.org")
    send(field, "reader@example.org")
    expect(page.get_by_role("heading", name="Check your mail")).to_be_focused()


def test_cut_network_is_shown_and_can_be_retried(
    page: Page, context: BrowserContext, field: Locator, trouble: Trouble
) -> None:
    trouble.expect("ERR_INTERNET_DISCONNECTED", "htmx:error")
    context.set_offline(True)
    send(field, "reader@example.org")
    expect(
        page.get_by_role("alert").filter(has_text="did not reach us")
    ).to_be_visible()
    context.set_offline(False)
    send(field, "reader@example.org")
    expect(page.get_by_role("heading", name="Check your mail")).to_be_focused()


def test_slow_answer_shows_progress_and_is_asked_for_once(
    site: Site, page: Page, field: Locator
) -> None:
    button = page.get_by_role("button", name="Subscribe")
    with site.wire.holding(SUBSCRIBE):
        field.fill("reader@example.org")
        button.dblclick()
        expect(button.get_by_text("loading")).to_be_visible()
        expect(button).to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("heading", name="Check your mail")).to_be_focused()
    assert len(site.wire.requests(SUBSCRIBE)) == 1
