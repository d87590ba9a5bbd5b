"""A visit stores nothing; all browser tests check that no other host is contacted."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Trouble
from tests.browser.site import Site

ADDRESSES = (
    *("/", "/articles/story-15", "/regions/", "/regions/africa", "/briefs/"),
    *("/latest/", "/topics/rivers", "/contributors/ines-calloway", "/pages/about"),
    *("/newsletter/", "/newsletter/sent"),
)


pytestmark = pytest.mark.usefixtures("full_magazine")


def test_visit_leaves_nothing_in_the_browser(page: Page) -> None:
    for address in ADDRESSES:
        page.goto(address)
    page.goto("/articles/story-15")
    page.locator("#item-story-14 [data-keep-reading]").click()
    page.get_by_role("button", name="More articles").click()
    expect(page.locator("[data-item]")).to_have_count(6)
    assert page.evaluate("() => localStorage.length + sessionStorage.length") == 0
    assert page.evaluate("async () => (await indexedDB.databases()).length") == 0
    assert page.evaluate("async () => (await caches.keys()).length") == 0
    assert page.context.cookies() == []


def test_only_our_own_host_is_contacted(site: Site, page: Page) -> None:
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    for address in ADDRESSES:
        page.goto(address)
        page.wait_for_function(
            "() => [...document.images].every(i => i.loading === 'lazy' || i.complete)"
        )
    assert {url for url in urls if not url.startswith(f"{site.url}/")} == set()


def test_inline_script_does_not_run(page: Page, trouble: Trouble) -> None:
    trouble.expect("Content Security Policy")
    page.goto("/")
    page.evaluate(
        """() => {
            const script = document.createElement('script');
            script.textContent = 'window.ran = true';
            document.body.append(script);
        }"""
    )
    assert page.evaluate("() => window.ran") is None
