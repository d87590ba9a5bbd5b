"""Lists and stories in frames of another site."""

import re

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from tests.browser import magazine
from tests.browser.conftest import Trouble
from tests.browser.embeds.conftest import Foreign, stories
from tests.browser.site import Site
from tests.browser.test_accessibility import all_faults

HEIGHT = "html => html.getBoundingClientRect().height"
FRAME = (
    '<iframe src="{site}/latest/embed" title="Latest" width="300" height="150"{more}>'
    "</iframe>"
)


def frame_on(
    page: Page, foreign: Foreign, more: str = "", after: str = ""
) -> FrameLocator:
    body = FRAME.format(site=foreign.site_url, more=more) + after
    page.goto(foreign.serve(body))
    frame = page.frame_locator("iframe")
    expect(frame.locator("[part=headline]")).to_have_text(
        stories("first", "second", "third", "fourth")
    )
    return frame


def test_frame_tells_its_height_to_a_page_that_listens(
    page: Page, foreign: Foreign
) -> None:
    page.goto(f"{foreign.site_url}/embed/?form=frame")
    listener = page.locator("#embed-listener").input_value()
    frame = frame_on(page, foreign, after=listener)
    page.wait_for_function("() => document.querySelector('iframe').height > 200")
    height = page.locator("iframe").evaluate("frame => frame.clientHeight")
    inside = frame.locator("html").evaluate(HEIGHT)
    assert 0 <= height - inside < 2
    magazine.withdraw("second")
    page.wait_for_function(f"() => document.querySelector('iframe').height < {height}")


def test_frame_is_never_clipped_and_leads_out(
    site: Site, page: Page, foreign: Foreign
) -> None:
    frame = frame_on(page, foreign)
    assert site.app.extensions["host_counter"].held() == {"localhost": 1}
    assert page.locator("iframe").evaluate("frame => frame.clientHeight") == 150
    last = frame.get_by_role("link", name="The fourth story")
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()
    last.click()
    expect(page).to_have_url(f"{site.url}/articles/fourth")


def test_frame_works_in_a_sandbox_and_without_javascript(
    page: Page, plain_page: Page, foreign: Foreign
) -> None:
    """As some publishing systems frame unknown sites."""
    frame_on(page, foreign, more=' sandbox="allow-scripts"')
    plain_page.goto(foreign.serve(FRAME.format(site=foreign.site_url, more="")))
    frame = plain_page.frame_locator("iframe")
    link = frame.get_by_role("link", name="The first story")
    link.click()
    expect(plain_page).to_have_url(f"{foreign.site_url}/articles/first")


LISTENER = """<script>
window.heard = [];
addEventListener("message", ({ origin, data }) => heard.push({ origin, ...data }));
</script>"""
IS_HEARD = "([name, value]) => heard.some((one) => one[name] === value)"


@pytest.mark.parametrize("path", ["/latest/embed", "/articles/first/embed"])
def test_sandboxed_frame_speaks_as_wordpress_listens(
    page: Page, foreign: Foreign, path: str
) -> None:
    source = f"{foreign.site_url}{path}#?secret=a1B2c3D4e5"
    frame = f'<iframe sandbox="allow-scripts" title="x" src="{source}"></iframe>'
    page.goto(foreign.serve(LISTENER + frame))
    page.wait_for_function(IS_HEARD, arg=["message", "height"])
    name = re.compile("^The first story$")
    page.frame_locator("iframe").get_by_role("link", name=name).click()
    page.wait_for_function(IS_HEARD, arg=["message", "link"])
    heard = [one for one in page.evaluate("heard") if "message" in one]
    assert {(one["origin"], one["secret"]) for one in heard} == {("null", "a1B2c3D4e5")}
    assert heard[0]["message"] == "height"
    assert heard[-1]["value"] == f"{foreign.site_url}/articles/first"
    assert all(one["value"] > 0 for one in heard[:-1])


def test_our_own_story_embed_leads_out_of_its_sandbox(
    page: Page, foreign: Foreign
) -> None:
    path = f"/oembed?url={foreign.site_url}/articles/first"
    html = page.request.get(f"{foreign.site_url}{path}").json()["html"]
    page.goto(foreign.serve(html))
    frame = page.frame_locator("iframe")
    frame.get_by_role("link", name="The first story").click()
    expect(page).to_have_url(f"{foreign.site_url}/articles/first")


@pytest.mark.parametrize("layout", ["card", "line", "picture"])
def test_story_frame_has_no_fault(page: Page, layout: str) -> None:
    page.goto(f"/articles/first/embed?layout={layout}")
    expect(page.get_by_role("link", name="The first story")).to_be_visible()
    assert all_faults(page) == []


def test_no_other_page_of_ours_is_framed(
    page: Page, foreign: Foreign, trouble: Trouble
) -> None:
    trouble.expect("frame-ancestors", "X-Frame-Options", "ERR_BLOCKED_BY_RESPONSE")
    trouble.expect("chrome-error", "ERR_CONNECTION_RESET", "status: 404", "of 404")
    for path, shown in {
        "/": False,
        "/latest/": False,
        "/embed/": False,
        "/admin/login": False,
        "/articles/first": False,
        "/regions/nowhere/latest/embed": True,
    }.items():
        address = f"{foreign.site_url}{path}"
        with page.expect_response(address):
            page.goto(foreign.serve(f'<iframe src="{address}" title="x"></iframe>'))
        page.wait_for_load_state()
        assert (page.frames[1].url == address) == shown, path


def test_frame_has_no_fault(page: Page) -> None:
    page.goto("/latest/embed")
    expect(page.locator("[part=headline]").first).to_be_visible()
    assert all_faults(page) == []


def test_builder_in_use(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/embed/")
    page.get_by_label("Number of stories").fill("2")
    page.get_by_label("Number of stories").press("Tab")
    expect(page).to_have_url("/embed/?number=2&theme=auto&form=element")
    preview = page.frame_locator("iframe").first
    expect(preview.locator("[part=headline]")).to_have_text(stories("first", "second"))
    page.get_by_role("button", name="Copy HTML for your page").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == page.get_by_label("HTML for your page").input_value()
    assert 'number="2"' in copied
    page.get_by_label("Frame: updates live").check()
    expect(page.locator("#embed-listener")).to_be_visible()
    expect(page.get_by_label("Frame: updates live")).to_be_focused()
    assert all_faults(page) == []
    page.reload()
    expect(page.get_by_label("Frame: updates live")).to_be_checked()


def test_builder_without_javascript(plain_page: Page) -> None:
    plain_page.goto("/embed/")
    plain_page.get_by_label("Frame: updates live").check()
    plain_page.get_by_label("Colours").select_option("dark")
    plain_page.get_by_role("button", name="Show code").click()
    code = plain_page.get_by_label("HTML for your page")
    assert "/latest/embed?number=8&theme=dark" in code.input_value().replace(
        "&amp;", "&"
    )
    expect(plain_page.get_by_role("button", name="Copy")).to_have_count(0)
    frame = plain_page.frame_locator("iframe").first
    expect(frame.get_by_role("link", name="The first story")).to_be_visible()
