"""Pictures in the text: chosen, uploaded, dropped; their details are the library's."""

import base64
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Locator, expect
from sqlalchemy import select

from extensions import db
from models.pictures.picture import Picture
from tests.browser import magazine
from tests.browser.conftest import Trouble
from tests.browser.newsroom.writing import Writing
from tests.browser.test_accessibility import EVERYTHING, faults

Write = Callable[..., Writing]
PHOTOGRAPH = magazine.picture_file(640, 480, "image/jpeg")
FILE: FilePayload = {"name": "hill.jpg", "mimeType": "image/jpeg", "buffer": PHOTOGRAPH}
GIVE = """(place, { name, encoded, event }) => {
  const bytes = Uint8Array.from(atob(encoded), (one) => one.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type: "image/jpeg" }));
  const { left, bottom } = place.querySelector("p").getBoundingClientRect();
  const given = { bubbles: true, cancelable: true, clientX: left + 2, clientY: bottom - 2 };
  place.dispatchEvent(
    event === "paste"
      ? new ClipboardEvent("paste", { ...given, clipboardData: data })
      : new DragEvent("drop", { ...given, dataTransfer: data }),
  );
}"""


def dialog(story: Writing, name: str = "Picture") -> Locator:
    return story.page.get_by_role("dialog", name=name, exact=True)


def words(story: Writing) -> Locator:
    return dialog(story, "Picture details")


def figure(number: int) -> str:
    return f'<figure data-picture="{number}"></figure>\n'


def pictures() -> list[Picture]:
    found = list(db.session.scalars(select(Picture).order_by(Picture.id)))
    magazine.settle()
    return found


def make(**given: str) -> int:
    """The id of a picture in the library."""
    number = magazine.make_picture(**given).id
    magazine.settle()
    return number


@pytest.fixture
def known() -> int:
    return make(caption="The lighthouse.", credit="A. Reyes")


@pytest.fixture
def placed(write: Write, known: int) -> Writing:
    story = write(f"<p>Before.</p>{figure(known)}<p>After.</p>")
    expect(story.text).to_contain_text("The lighthouse.")
    return story


def test_picture_is_chosen_by_keyboard(write: Write, known: int) -> None:
    story = write("<p>Word</p>").end().use("Picture")
    choice = dialog(story).locator(f"[data-picture='{known}']")
    choice.press("Enter")
    story.expect_body(f"<p>Word</p>\n{figure(known)}")
    expect(story.text).to_contain_text("The lighthouse.")
    expect(story.text).to_be_focused()
    story.type("Next").expect_body(f"<p>Word</p>\n{figure(known)}<p>Next</p>\n")
    assert figure(known) in story.save().stored_body()


def test_library_is_searched(write: Write, known: int) -> None:
    make(alt_text="A river", caption="The river.")
    story = write("<p>Word</p>").end().use("Picture")
    choices = dialog(story).locator("[data-picture]")
    expect(choices).to_have_count(2)
    dialog(story).get_by_role("searchbox").fill("lighthouse")
    story.wait(300)
    expect(choices).to_have_count(1)


def test_upload_is_inserted_and_asks_for_details(write: Write) -> None:
    story = write("<p>Word</p>").end().use("Picture")
    dialog(story).locator("input[type=file]").set_input_files([FILE])
    expect(words(story)).to_be_visible()
    words(story).get_by_label(re.compile("Alt")).fill("A hill in the morning")
    words(story).get_by_role("button", name="Save details").press("Enter")
    expect(words(story)).to_be_hidden()
    [picture] = pictures()
    assert picture.alt_text == "A hill in the morning"
    story.expect_body(f"<p>Word</p>\n{figure(picture.id)}")


def test_invalid_file_is_refused_with_a_reason(write: Write, trouble: Trouble) -> None:
    trouble.expect("422")
    story = write("<p>Word</p>").end().use("Picture")
    broken: FilePayload = {**FILE, "buffer": b"no picture"}
    dialog(story).locator("input[type=file]").set_input_files([broken])
    expect(dialog(story).get_by_role("alert")).to_be_visible()
    story.expect_body("<p>Word</p>\n")


@pytest.mark.parametrize("event", ["paste", "drop"])
def test_file_is_inserted_where_it_is_dropped(write: Write, event: str) -> None:
    story = write("<p>Word</p><p>More</p>").end("Word")
    encoded = base64.b64encode(PHOTOGRAPH).decode()
    given = {"name": "hill.jpg", "encoded": encoded, "event": event}
    story.text.evaluate(GIVE, given)
    expect(story.text.locator(".inset--picture")).to_be_visible()
    [picture] = pictures()
    story.expect_body(f"<p>Word</p>\n{figure(picture.id)}<p>More</p>\n")


def test_details_are_edited_in_a_dialog(placed: Writing) -> None:
    placed.text.get_by_role("button", name="Edit details").press("Enter")
    words(placed).get_by_label("Caption").fill("The old lighthouse.")
    words(placed).get_by_role("button", name="Save details").press("Enter")
    expect(placed.text).to_contain_text("The old lighthouse.")
    expect(placed.text.get_by_role("button", name="Edit details")).to_be_focused()


def test_picture_is_replaced_in_its_place(placed: Writing, known: int) -> None:
    other, before = make(caption="The river."), placed.body
    placed.text.get_by_role("button", name="Replace").press("Enter")
    dialog(placed).locator(f"[data-picture='{other}']").press("Enter")
    placed.expect_body(before.replace(figure(known), figure(other)))


def test_picture_is_removed_and_restored(placed: Writing) -> None:
    before = placed.body
    placed.text.get_by_role("button", name="Remove").press("Enter")
    expect(placed.text.locator(".inset--picture")).to_have_count(0)
    expect(placed.text).to_be_focused()
    placed.press("Control+z")
    expect(placed.text.locator(".inset--picture")).to_have_count(1)
    placed.expect_body(before)


def test_arrows_select_a_picture_and_enter_opens_its_actions(placed: Writing) -> None:
    placed.end("Before.").press("ArrowDown")
    expect(placed.text.locator(".inset--selected")).to_have_count(1)
    placed.press("Enter")
    expect(placed.text.get_by_role("button", name="Edit details")).to_be_focused()
    placed.press("Escape", "Backspace")
    expect(placed.text.locator(".inset--picture")).to_have_count(0)


def test_lead_picture_is_chosen_the_same_way(write: Write, known: int) -> None:
    story = write("<p>Word</p>")
    lead = story.page.get_by_role("group", name="Lead picture")
    lead.get_by_role("button", name="Choose a picture").press("Enter")
    dialog(story).locator(f"[data-picture='{known}']").press("Enter")
    expect(lead).to_contain_text("The lighthouse.")
    assert story.save().stored().lead_picture == known
    lead.get_by_role("button", name="Remove").press("Enter")
    assert story.save().stored().lead_picture is None


def test_picture_dialogs_have_no_fault(placed: Writing) -> None:
    placed.end().use("Picture")
    expect(dialog(placed).locator("[data-picture]")).to_have_count(1)
    assert faults(placed.page, EVERYTHING) == []
    placed.press("Escape")
    placed.text.get_by_role("button", name="Edit details").press("Enter")
    expect(words(placed).get_by_label("Caption")).to_be_visible()
    assert faults(placed.page, EVERYTHING) == []
