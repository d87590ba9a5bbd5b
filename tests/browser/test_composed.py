"""Pages look composed with few stories and with many, with and without pictures."""

from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import Page

from tests.browser import magazine
from tests.browser.site import Site
from tests.factories import make_topic

CARDS = {"/": ".leading > .card", "/regions/europe": ".card", "/topics/maps": ".card"}
NUMBERS = [1, 4, 6, 12, 30]  # 30 fill every list, as 400 do
Fill = Callable[[int, str], None]
PICTURES: dict[str, Callable[[int], bool]] = {
    "all": lambda _number: True,
    "some": lambda number: number % 2 == 0,
    "none": lambda _number: False,
}
MAGAZINES = [*((n, "all") for n in NUMBERS), (6, "none"), (12, "some"), (6, "some")]

# How far the sidebar extends below the text beside it, in CSS pixels.
COLUMNS = """() => {
    const [text, side] = ['.spread__text', '.sidebar'].map(
        name => document.querySelector(name)?.getBoundingClientRect());
    if (!text || !side || side.top >= text.bottom) return 0;
    return side.height - text.height;
}"""
ROWS = """selector => {
    const rows = new Map();
    for (const card of document.querySelectorAll(selector)) {
        const { top, left, right } = card.getBoundingClientRect();
        const row = rows.get(Math.round(top)) ?? [];
        rows.set(Math.round(top), [...row, [left, right]]);
    }
    const all = document.querySelector(selector).parentElement.getBoundingClientRect();
    return [...rows.values()].map(row =>
        (Math.max(...row.map(one => one[1])) - Math.min(...row.map(one => one[0])))
        / all.width);
}"""


@pytest.fixture
def fill(site: Site) -> Fill:
    def publish(number: int, pictures: str) -> None:
        europe, maps = magazine.make_region("Europe"), make_topic("Maps")
        for one in range(number):
            has_picture = PICTURES[pictures](one)
            picture = magazine.make_picture() if has_picture else None
            given = {"lead_picture": picture, "regions": [europe], "topics": [maps]}
            magazine.publish(f"number-{one}", **given)
        magazine.settle()

    return publish


@pytest.mark.parametrize(("number", "pictures"), MAGAZINES)
def test_no_column_is_empty_and_no_card_alone(
    page: Page, fill: Fill, number: int, pictures: str
) -> None:
    fill(number, pictures)
    for width, (address, cards) in product((768, 1280), CARDS.items()):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address)
        assert page.evaluate(COLUMNS) < 300, (address, width)
        rows = page.evaluate(ROWS, cards)
        assert rows
        assert min(rows) > 0.75, (address, width, rows)


def test_regions_have_pictures(page: Page, fill: Fill) -> None:
    fill(12, "all")
    page.goto("/regions/")
    assert page.locator(".strip img").count() == 1
    page.goto("/")
    assert page.locator(".strip img").count() == 1
