"""Texts with markup, very long words, and right-to-left names."""

import pytest
from playwright.sync_api import Page, expect

from models.base import transaction
from tests.browser import magazine
from tests.browser.site import Site
from tests.factories import make_contributor

NASTY = """<img src=x onerror="window.hit=1">"'&{{ 7*7 }}</h2><script>hit=1</script>"""
LONG = (
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
)
NAME = "Maria-Magdalena von Württemberg-Hohenzollern"


def is_whole(page: Page) -> None:
    assert page.evaluate("() => window.hit") is None
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture
def _nasty_words(site: Site) -> None:
    magazine.set_up(name=NASTY, tagline=NASTY, newsletter_name=NASTY, briefs_name=NASTY)
    region = magazine.make_region("Nasty")
    with transaction():
        region.name = NASTY
    for slug in ("nasty-1", "nasty-2", "nasty-3"):
        magazine.publish(
            slug,
            headline=NASTY,
            dek=NASTY,
            regions=[region],
            contributors=[make_contributor(NASTY, slug=f"by-{slug}", role=NASTY)],
            lead_picture=magazine.make_picture(
                alt_text=NASTY, caption=NASTY, credit=NASTY
            ),
        )
    magazine.settle()


@pytest.mark.usefixtures("_nasty_words")
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/articles/nasty-1",
        "/regions/nasty",
        "/latest/",
        "/contributors/by-nasty-1",
    ],
)
def test_markup_in_texts_is_escaped(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("main")).to_contain_text("onerror")
    is_whole(page)


@pytest.mark.usefixtures("_nasty_words")
def test_markup_is_escaped_while_opening(page: Page) -> None:
    page.goto("/articles/nasty-1")
    page.locator("#item-nasty-2 [data-keep-reading]").click()
    expect(page.get_by_role("status")).to_have_text(f"Opened: {NASTY}")
    is_whole(page)


@pytest.mark.usefixtures("_nasty_words")
def test_markup_is_escaped_in_the_live_list(page: Page) -> None:
    magazine.set_up(name="M", poll_seconds=1)
    page.goto("/latest/")
    magazine.publish("nasty-4", headline=f"New {NASTY}")
    page.get_by_role("button", name="1 new story").click()
    expect(page.locator("#latest-list a").first).to_have_text(f"New {NASTY}")
    is_whole(page)


@pytest.mark.parametrize("slug", ["2026-in-review", "a.b", "x:y", "für-elise", "-"])
def test_odd_slugs_open_and_stay_open(page: Page, slug: str) -> None:
    magazine.publish(slug, headline="Odd")
    magazine.publish("main")
    magazine.settle()
    page.goto("/articles/main")
    page.get_by_role("button", name="Keep reading").click()
    expect(page.get_by_role("button", name="Show less", expanded=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Show less", expanded=True)).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_long_words_and_many_writers_fit(site: Site, page: Page, width: int) -> None:
    writers = [make_contributor(f"{NAME} {number}") for number in range(40)]
    writers.append(make_contributor("אורי כהן", slug="uri"))
    region = magazine.make_region("Zentralasiatische Nachbarschaftsregionen")
    for slug in ("long-1", "long-2", "long-3"):
        magazine.publish(
            slug,
            headline=f"{LONG} {LONG}",
            dek=LONG * 3,
            opening=f"<p>{LONG * 4}</p><p>https://example.org/{'x' * 300}</p>",
            regions=[region],
            contributors=writers,
        )
    magazine.settle()
    page.set_viewport_size({"width": width, "height": 700})
    for address in ("/", "/articles/long-1?open=long-2", "/latest/", "/regions/"):
        page.goto(address)
        is_whole(page)


def test_empty_magazine_has_no_fault(page: Page) -> None:
    for address in ("/", "/latest/", "/briefs/", "/regions/", "/newsletter/"):
        page.goto(address)
        expect(page.locator("h1")).to_have_count(1)
        is_whole(page)


def test_short_story_has_nothing_to_open(page: Page) -> None:
    magazine.publish("short", rest="")
    magazine.publish("main")
    magazine.settle()
    page.goto("/articles/main?open=short")
    expect(page.locator("#item-short")).to_contain_text("Opening of short 2.")
    expect(page.locator("#item-short [data-keep-reading]")).to_have_count(0)
    expect(page.get_by_role("link", name="Link to “The short story”")).to_be_visible()
