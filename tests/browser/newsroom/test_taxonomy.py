"""Regions, topics, contributors and settings in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from extensions import db
from models.taxonomy.contributor import Contributor
from tests.browser.conftest import Trouble
from tests.browser.magazine import make_picture, make_region, publish, set_up, settle
from tests.browser.test_accessibility import all_faults
from tests.factories import make_topic


@pytest.fixture
def desk(enter: Callable[..., Page]) -> Page:
    return enter("administrator", name="Ana Reyes")


def publish_by_everybody() -> None:
    """A contributor without stories has no public page."""
    db.session.rollback()
    publish("a-story", contributors=list(db.session.scalars(select(Contributor))))
    settle()


def order(page: Page) -> list[str]:
    return [
        str(place.get_attribute("data-name"))
        for place in page.locator("[data-place]").all()
    ]


def expect_order(page: Page, *names: str) -> None:
    for number, name in enumerate(names):
        place = page.locator("[data-place]").nth(number)
        expect(place).to_have_attribute("data-name", name)


@pytest.fixture
def regions(desk: Page) -> Page:
    for position, name in enumerate(("Africa", "Asia", "Europe")):
        make_region(name, position=position, hue=position * 100)
    settle()
    desk.goto("/admin/regions/")
    return desk


def test_order_is_changed_by_keys_and_by_dragging(regions: Page) -> None:
    regions.locator("[data-handle]").nth(2).focus()
    with regions.expect_response("**/admin/regions/"):
        regions.keyboard.press("ArrowUp")
    expect_order(regions, "Africa", "Europe", "Asia")
    expect(regions.locator("#status")).to_have_text("Europe: 2 of 3.")
    expect(regions.locator("[data-handle]").nth(1)).to_be_focused()
    start = regions.locator("[data-handle]").nth(2).bounding_box()
    goal = regions.locator("[data-place]").nth(0).bounding_box()
    assert start
    assert goal
    regions.mouse.move(start["x"] + 10, start["y"] + 10)
    regions.mouse.down()
    regions.mouse.move(start["x"] + 10, goal["y"] + 4, steps=10)
    with regions.expect_response("**/admin/regions/"):
        regions.mouse.up()
    regions.reload()
    assert order(regions) == ["Asia", "Africa", "Europe"]


def test_drag_is_given_up_with_escape(regions: Page) -> None:
    start = regions.locator("[data-handle]").nth(2).bounding_box()
    assert start
    regions.mouse.move(start["x"] + 10, start["y"] + 10)
    regions.mouse.down()
    regions.mouse.move(start["x"] + 10, start["y"] - 200, steps=10)
    assert order(regions)[0] == "Europe"
    regions.keyboard.press("Escape")
    regions.mouse.up()
    assert order(regions) == ["Africa", "Asia", "Europe"]


def test_order_is_changed_without_scripts(enter: Callable[..., Page]) -> None:
    for position, name in enumerate(("Africa", "Asia")):
        make_region(name, position=position)
    settle()
    plain = enter("editor", java_script_enabled=False)
    plain.goto("/admin/regions/")
    plain.get_by_role("button", name=re.compile("Down ?: Africa")).click()
    expect_order(plain, "Asia", "Africa")


def test_region_is_made_by_keyboard(desk: Page) -> None:
    """The preview of its meridians follows the fields."""
    settle()
    desk.goto("/admin/regions/new")
    desk.get_by_label("Name").focus()
    desk.keyboard.type("Oceania")
    desk.get_by_label("120 degrees").focus()
    with desk.expect_response("**/admin/regions/meridians?*"):
        desk.keyboard.press("ArrowRight")
    expect(desk.get_by_label("130 degrees")).to_be_checked()
    lines = desk.locator("#region-lines")
    expect(lines).to_have_class("region-lines hue-13")
    before = lines.inner_html()
    desk.get_by_label("West").fill("120")
    expect(lines).to_have_class("region-lines hue-13")
    desk.wait_for_function(
        "before => document.querySelector('#region-lines').innerHTML !== before",
        arg=before,
    )
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Oceania")).not_to_have_count(0)
    desk.goto("/regions/oceania")
    expect(desk.locator(".hue-13").first).to_be_visible()


def test_refused_region_has_no_fault(desk: Page, trouble: Trouble) -> None:
    trouble.expect("422")
    settle()
    desk.goto("/admin/regions/new")
    desk.get_by_label("West").fill("999")
    desk.get_by_label("Address").fill("Not one")
    desk.locator("form.form").evaluate("form => { form.noValidate = true; }")
    desk.get_by_role("button", name="Add region").click()
    expect(desk.locator(".field--wrong")).not_to_have_count(0)
    assert all_faults(desk) == []


def test_portrait_is_chosen_from_the_library(desk: Page) -> None:
    make_picture(alt_text="A harbour")
    make_picture(alt_text="A woman with a theodolite")
    settle()
    desk.goto("/admin/contributors/new")
    desk.get_by_label("Name").fill("Ana Reyes")
    desk.get_by_role("button", name="Choose a picture").press("Enter")
    dialog = desk.get_by_role("dialog")
    dialog.get_by_label("Or find one in the library").press_sequentially("theodolite")
    choices = dialog.locator("[data-picture]")
    expect(choices).to_have_count(1)
    choices.press("Enter")
    expect(dialog).to_be_hidden()
    expect(desk.get_by_role("button", name="Choose a picture")).to_be_focused()
    expect(desk.locator("[data-figure] img")).to_be_visible()
    desk.get_by_role("button", name="Add contributor").click()
    expect(desk.get_by_role("link", name="Ana Reyes").first).to_be_visible()
    publish_by_everybody()
    desk.goto("/contributors/ana-reyes")
    expect(desk.get_by_alt_text("A woman with a theodolite")).to_be_visible()


def test_portrait_is_chosen_by_number_without_scripts(
    enter: Callable[..., Page],
) -> None:
    portrait = make_picture(alt_text="A harbour").id
    settle()
    plain = enter("editor", java_script_enabled=False)
    plain.goto("/admin/contributors/new")
    plain.get_by_label("Name").fill("Ana Reyes")
    plain.get_by_role("spinbutton", name="Portrait").or_(
        plain.get_by_role("textbox", name="Portrait")
    ).fill(str(portrait))
    plain.get_by_role("button", name="Add contributor").click()
    expect(plain.get_by_role("link", name="Ana Reyes").first).to_be_visible()
    publish_by_everybody()
    plain.goto("/contributors/ana-reyes")
    expect(plain.get_by_alt_text("A harbour")).to_be_visible()


def test_list_narrows_while_one_types(desk: Page) -> None:
    for name in ("Rivers", "Lakes", "Übergänge"):
        make_topic(name)
    settle()
    desk.goto("/admin/topics/")
    search = desk.get_by_label("Find topics")
    search.press_sequentially("uber")
    expect(desk.locator(".table__main")).to_have_count(1)
    expect(desk.locator("#found")).to_contain_text("1 topic with “uber”")
    expect(search).to_be_focused()


def test_settings_are_seen_before_they_are_saved(desk: Page) -> None:
    desk.goto("/admin/settings/")
    desk.get_by_label("Name", exact=True).fill("The Bearing")
    expect(desk.locator(".glimpse__name")).to_have_text("The Bearing")
    desk.get_by_label("Time zone").fill("Asia/Kolkata")
    expect(desk.locator("#glimpse")).to_contain_text("14:30 in Asia/Kolkata")
    expect(desk.get_by_label("Time zone")).to_be_focused()
    desk.get_by_role("button", name="Add a link").click()
    expect(desk.get_by_label("Name of link 3")).to_be_focused()
    desk.keyboard.type("Mastodon")
    desk.keyboard.press("Tab")
    desk.keyboard.type("https://example.social/@m")
    desk.get_by_role("button", name="Save settings").click()
    expect(desk.get_by_text("The settings are saved.")).to_be_visible()
    desk.goto("/")
    expect(desk.get_by_role("heading", level=1)).to_have_text("The Bearing")
    expect(desk.get_by_role("link", name="Mastodon").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_logo_is_seen_in_both_schemes(
    enter: Callable[..., Page], desk: Page, scheme: str
) -> None:
    logo = make_picture(width=960, height=640)
    set_up(name="The Bearing", logo_id=logo.id)
    settle()
    desk.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for path, height in (("/", 56), ("/latest/", 40)):
        desk.goto(path)
        image = desk.get_by_role("img", name="The Bearing")
        expect(image).to_be_visible()
        box = image.bounding_box()
        assert box
        assert box["height"] >= height
        assert box["width"] / box["height"] == pytest.approx(1.5, abs=0.05)
        assert all_faults(desk) == []


def test_menu_of_a_phone_opens_and_closes(enter: Callable[..., Page]) -> None:
    phone = enter("editor", viewport={"width": 360, "height": 700})
    phone.goto("/admin/")
    links = phone.get_by_role("navigation", name="Newsroom")
    expect(links).to_be_hidden()
    phone.get_by_role("button", name="Menu").click()
    expect(links.get_by_role("link", name="Regions")).to_be_visible()
    phone.keyboard.press("Escape")
    expect(links).to_be_hidden()


PAGES = (
    "/admin/",
    "/admin/regions/",
    "/admin/regions/new",
    "/admin/topics/",
    "/admin/contributors/new",
    "/admin/pages/",
    "/admin/settings/",
)


@pytest.mark.parametrize("address", PAGES)
def test_page_has_no_fault(regions: Page, address: str) -> None:
    make_topic("Rivers")
    publish("a-story")
    publish("about", kind="page")
    settle()
    regions.goto(address)
    assert all_faults(regions) == []
