"""Media embeds: the provider is not contacted before a click."""

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser import magazine
from tests.browser.conftest import Trouble
from tests.browser.site import Site

PLAYER = "https://www.youtube-nocookie.com"
BLUESKY = "https://embed.bsky.app"
VIDEO = (
    '<figure data-embed="youtube:dQw4w9WgXcQ">'
    "<figcaption>How the line ends</figcaption></figure>\n"
)
POST = (
    '<figure data-embed="bluesky:alice.bsky.social/3l6oveex3ii2l">'
    "<figcaption>A surveyor writes</figcaption></figure>\n"
)


class Elsewhere:
    """Stands in for the providers and records the requests."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str | None]] = []

    def answer(self, route: Route) -> None:
        request = route.request
        self.requests.append((request.url, request.headers.get("referer")))
        height = "parent.postMessage({height: 432}, '*')"
        html = f"<!doctype html><title>a</title><p>Here<script>{height}</script>"
        route.fulfill(body=html, content_type="text/html")


@pytest.fixture
def elsewhere(page: Page, trouble: Trouble) -> Elsewhere:
    stand_in = Elsewhere()
    for origin in (PLAYER, BLUESKY):
        trouble.expect(f"another host: {origin}")
        page.route(f"{origin}/**", stand_in.answer)
    magazine.publish("main", opening=VIDEO + magazine.paragraphs(2), rest=POST)
    magazine.settle()
    page.goto("/articles/main")
    return stand_in


def press(page: Page, name: str) -> Locator:
    """Clicks the button and returns the frame that replaces it."""
    page.get_by_role("button", name=name).click()
    return page.locator(".article iframe")


def test_provider_is_not_contacted_before_a_click(
    page: Page, elsewhere: Elsewhere
) -> None:
    expect(page.get_by_text("Plays from YouTube, which then")).to_be_visible()
    page.get_by_role("button", name="Play the video “How the line ends”").hover()
    page.keyboard.press("Tab")
    assert elsewhere.requests == []


def test_click_shows_the_frame(site: Site, page: Page, elsewhere: Elsewhere) -> None:
    frame = press(page, "Play the video")
    expect(page.get_by_role("status")).to_have_text("Loaded: How the line ends")
    expect(frame).to_be_focused()
    expect(frame).to_have_attribute("title", "How the line ends")
    expect(frame.content_frame.get_by_text("Here")).to_be_visible()
    assert elsewhere.requests == [
        (f"{PLAYER}/embed/dQw4w9WgXcQ?autoplay=1", f"{site.url}/")
    ]


def test_frame_is_sandboxed(page: Page, elsewhere: Elsewhere) -> None:
    frame = press(page, "Play the video")
    allowed = frame.get_attribute("sandbox") or ""
    assert "allow-top-navigation" not in allowed
    assert "allow-forms" not in allowed
    assert frame.get_attribute("referrerpolicy") == "strict-origin-when-cross-origin"
    for device in ("camera", "microphone", "geolocation"):
        assert device not in (frame.get_attribute("allow") or "")


@pytest.mark.parametrize("key", ["Enter", " "])
def test_keyboard_opens_it_too(page: Page, elsewhere: Elsewhere, key: str) -> None:
    page.get_by_role("button", name="Play the video").focus()
    page.keyboard.press(key)
    expect(page.locator(".article iframe")).to_be_focused()


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves(page: Page, elsewhere: Elsewhere, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("() => document.fonts.ready")
    below = page.locator(".prose > p").first
    before = below.bounding_box()
    stage = page.locator(".embed--video .embed__stage")
    box = press(page, "Play the video").bounding_box()
    assert below.bounding_box() == before
    outer = stage.bounding_box()
    assert box
    assert outer
    assert abs(box["width"] - outer["width"]) <= 2
    assert abs(box["height"] - outer["height"]) <= 2


def test_post_gets_the_height_it_reports(page: Page, elsewhere: Elsewhere) -> None:
    frame = press(page, "Show the post")
    expect(frame).to_have_css("height", "432px")


def test_other_frames_cannot_set_its_height(page: Page, elsewhere: Elsewhere) -> None:
    frame = press(page, "Show the post")
    expect(frame).to_have_css("height", "432px")
    page.evaluate("() => postMessage({height: 999}, '*')")
    page.evaluate("() => new Promise(requestAnimationFrame)")
    expect(frame).to_have_css("height", "432px")


def test_link_to_its_page_stays(page: Page, elsewhere: Elsewhere) -> None:
    press(page, "Play the video")
    link = page.get_by_role("link", name="On YouTube")
    expect(link).to_have_attribute(
        "href", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    )


def test_embed_in_an_opened_story_works(page: Page, elsewhere: Elsewhere) -> None:
    magazine.publish("other", rest=VIDEO)
    magazine.settle()
    page.goto("/articles/main")
    page.locator("#item-other [data-keep-reading]").click()
    page.locator("#item-other").get_by_role("button", name="Play the video").click()
    expect(page.locator("#item-other iframe")).to_be_focused()


def test_card_is_a_link_without_a_script(site: Site, plain_page: Page) -> None:
    magazine.publish("main", opening=VIDEO)
    magazine.settle()
    plain_page.goto("/articles/main")
    link = plain_page.get_by_role("link", name="Play the video")
    expect(link).to_have_attribute(
        "href", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    )


def test_address_is_printed(page: Page, elsewhere: Elsewhere) -> None:
    page.emulate_media(media="print")
    expect(page.locator(".embed__stage").first).to_be_hidden()
    link = page.locator(".embed__source").first
    content = link.evaluate("a => getComputedStyle(a, '::after').content")
    assert "https://www.youtube.com/watch?v=dQw4w9WgXcQ" in content


def test_no_other_host_can_be_framed(page: Page, trouble: Trouble) -> None:
    trouble.expect("Content Security Policy", "csp", "another host")
    magazine.publish("main", opening=VIDEO)
    magazine.settle()
    page.goto("/articles/main")
    page.route("https://example.com/**", lambda route: route.fulfill(body="framed"))
    page.locator("[data-frame]").evaluate(
        "link => { link.dataset.frame = 'https://example.com/'; link.click(); }"
    )
    expect(page.locator("iframe")).to_be_visible()
    assert "framed" not in page.frames[-1].content()
