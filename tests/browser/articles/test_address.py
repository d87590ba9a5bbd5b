"""The URL names the open stories; Back, reload and sharing work with it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import magazine
from tests.browser.site import Site
from tests.factories import LONG_AGO


@pytest.fixture(autouse=True)
def _stories(site: Site) -> None:
    names = (
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
    )
    magazine.publish_many(*names, lead_picture=magazine.make_picture())


@pytest.fixture(scope="module")
def remembering_browser(launch: Callable[..., Browser]) -> Iterator[Browser]:
    """A browser with a back/forward cache, like those of readers."""
    started = launch(ignore_default_args=["--disable-back-forward-cache"])
    yield started
    started.close()


def press(page: Page, slug: str) -> None:
    page.locator(f"#item-{slug} [data-keep-reading]").click()


def opened(page: Page) -> list[str]:
    items = page.locator("[data-item]:has([data-open])").all()
    return [str(item.get_attribute("data-item")) for item in items]


def open_two(page: Page) -> None:
    page.goto("/articles/first")
    press(page, "third")
    expect(page.locator("#rest-third")).to_contain_text("Rest of third 9.")
    press(page, "second")
    expect(page.locator("#rest-second")).to_contain_text("Rest of second 9.")


def read_on(page: Page) -> float:
    """Scrolls to the middle of the second open story."""
    page.locator("#rest-third p").nth(4).evaluate("p => p.scrollIntoView()")
    return place(page)


def place(page: Page) -> float:
    """The position of the paragraph being read in the window, in pixels."""
    paragraph = page.locator("#rest-third p").nth(4)
    return float(paragraph.evaluate("p => p.getBoundingClientRect().top"))


def leave(page: Page) -> None:
    page.locator("#rest-third a.label, #rest-third .share__link--own").first.evaluate(
        "link => { delete link.dataset.copy; link.click(); }"
    )
    page.wait_for_url("**/articles/third")


def comes_back(page: Page, before: float) -> None:
    page.evaluate("() => history.back()")
    page.wait_for_url("**/articles/first?open=second,third", wait_until="commit")
    expect(page.locator("#rest-third p").nth(4)).to_be_in_viewport()
    assert opened(page) == ["second", "third"]
    page.wait_for_function(
        """before => {
            const read = document.querySelectorAll('#rest-third p')[4];
            return Math.abs(read.getBoundingClientRect().top - before) < 3;
        }""",
        arg=before,
    )


def test_url_names_open_stories(site: Site, page: Page) -> None:
    open_two(page)
    expect(page).to_have_url(f"{site.url}/articles/first?open=second,third")
    press(page, "third")
    expect(page).to_have_url(f"{site.url}/articles/first?open=second")
    press(page, "second")
    expect(page).to_have_url(f"{site.url}/articles/first")


def test_rest_of_the_address_is_kept(site: Site, page: Page) -> None:
    page.goto("/articles/first?utm_source=feed")
    press(page, "second")
    expect(page).to_have_url(f"{site.url}/articles/first?utm_source=feed&open=second")


def test_back_leaves_in_one_step(site: Site, page: Page) -> None:
    page.goto("/latest/")
    length = page.evaluate("history.length")
    open_two(page)
    press(page, "second")
    assert page.evaluate("history.length") == length + 1
    page.go_back()
    expect(page).to_have_url(f"{site.url}/latest/")


def test_reload_shows_the_same_items_at_the_same_place(page: Page) -> None:
    open_two(page)
    before = read_on(page)
    page.reload()
    assert opened(page) == ["second", "third"]
    page.wait_for_function("() => scrollY > 100")
    assert place(page) == pytest.approx(before, abs=3)


def test_reload_shows_all_the_items_that_were_asked_for(page: Page) -> None:
    page.goto("/articles/first")
    page.get_by_role("button", name="More articles").click()
    page.locator("#item-seventh").scroll_into_view_if_needed()
    before = page.evaluate("() => scrollY")
    page.reload()
    expect(page.locator("[data-item]")).to_have_count(6)
    page.wait_for_function("before => Math.abs(scrollY - before) < 3", arg=before)


def test_coming_back_loads_the_same_items_at_the_same_place(page: Page) -> None:
    open_two(page)
    before = read_on(page)
    leave(page)
    comes_back(page, before)


def test_coming_back_from_memory_shows_the_same_place(
    remembering_browser: Browser, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(remembering_browser).new_page()
    open_two(page)
    before = read_on(page)
    page.evaluate("() => { window.remembered = true; }")
    leave(page)
    comes_back(page, before)
    assert page.evaluate("() => window.remembered"), "not from memory"


def test_shared_address_shows_the_same(page: Page, plain_page: Page) -> None:
    open_two(page)
    plain_page.goto(page.url)
    assert opened(plain_page) == ["second", "third"]
    expect(plain_page.locator("#rest-third")).to_contain_text("Rest of third 9.")
    expect(plain_page.locator("#rest-fourth")).to_be_empty()


def test_item_far_down_is_scrolled_to(page: Page) -> None:
    page.goto("/articles/first?open=seventh")
    expect(page.locator("#rest-seventh")).to_contain_text("Rest of seventh 9.")
    expect(page.locator("[data-item]")).to_have_count(6)
    expect(page.get_by_role("button", name="More articles")).to_have_count(1)


def test_server_opened_item_folds_and_opens_again(site: Site, page: Page) -> None:
    page.goto("/articles/first?open=second")
    press(page, "second")
    expect(page.locator("#rest-second")).to_be_hidden()
    expect(page).to_have_url(f"{site.url}/articles/first")
    press(page, "second")
    expect(page.locator("#rest-second")).to_be_visible()
    assert site.wire.requests("/articles/second/rest") == []


@pytest.mark.parametrize(
    "garbage",
    [
        "nowhere",
        ",,,",
        "../../etc/passwd",
        "%ff%fe",
        "<script>alert(1)</script>",
        "'; DROP TABLE articles; --",
        "first",
        "a-brief",
        "a-page",
        "a-draft",
        "x" * 3000,
    ],
)
def test_invalid_parameters_are_dropped(page: Page, garbage: str) -> None:
    magazine.publish("a-brief", kind="brief", published_at=LONG_AGO)
    magazine.publish("a-page", kind="page", published_at=LONG_AGO)
    magazine.publish("a-draft", status="draft", published_at=LONG_AGO)
    page.goto(f"/articles/first?open={garbage},second")
    assert opened(page) == ["second"]
    expect(page.locator("[data-item]")).to_have_count(3)


def test_zero_byte_in_the_address_is_no_error(page: Page) -> None:
    page.goto("/articles/first?open=%00,second")
    expect(page.locator("[data-item]")).to_have_count(3)


def test_withdrawn_item_in_the_address_is_dropped(page: Page) -> None:
    magazine.withdraw("third")
    magazine.settle()
    page.goto("/articles/first?open=second,third")
    assert opened(page) == ["second"]


def test_bad_cursor_on_a_story_shows_the_story(page: Page) -> None:
    answer = page.goto("/articles/first?after=garbage")
    assert answer is not None
    assert answer.status == 200
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize(
    "query", ["", "?open=second,third", "?open=second&utm_source=x"]
)
def test_canonical_is_always_the_main_article(
    site: Site, page: Page, query: str
) -> None:
    page.goto(f"/articles/first{query}")
    canonical = page.locator("link[rel=canonical]")
    expect(canonical).to_have_attribute("href", f"{site.url}/articles/first")
    press(page, "fourth")
    expect(page.locator("#rest-fourth")).to_contain_text("Rest of fourth")
    expect(canonical).to_have_attribute("href", f"{site.url}/articles/first")


def test_open_item_keeps_its_own_permalink_and_share_link(
    site: Site, page: Page
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/articles/first?open=second")
    item = page.locator("#item-second")
    expect(item.locator("h2 a")).to_have_attribute("href", "/articles/second")
    item.get_by_role("link", name="Link to “The second story”").click()
    expect(page.get_by_role("status")).to_have_text("Link copied")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == f"{site.url}/articles/second"


def test_front_page_keeps_what_is_open_too(site: Site, page: Page) -> None:
    page.goto("/")
    press(page, "seventh")
    expect(page).to_have_url(f"{site.url}/?open=seventh")
    page.reload()
    expect(page.locator("#rest-seventh")).to_contain_text("Rest of seventh 9.")
    assert opened(page) == ["seventh"]
