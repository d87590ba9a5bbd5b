"""Two people in one story: both texts are kept and can be merged."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Trouble
from tests.browser.newsroom.writing import Writing
from tests.browser.test_accessibility import all_faults

Write = Callable[..., Writing]
SAVED = (
    "<p>One is here.</p>\n<p>Two is here.</p>\n<hr data-fold>\n<p>Three is here.</p>\n"
)


@pytest.fixture
def ana(write: Write) -> Writing:
    return write(SAVED, name="Ana Reyes", headline="The line")


@pytest.fixture
def ben(ana: Writing, enter: Callable[..., Page], trouble: Trouble) -> Writing:
    trouble.expect("409")
    return Writing(enter("editor", name="Ben Ito"), ana.article_id).open()


def write_at(story: Writing, number: int, words: str) -> Writing:
    """Writes at the end of that paragraph."""
    story.text.locator("p").nth(number).click()
    return story.press("End").type(words)


def dialog(story: Writing) -> Locator:
    return story.page.get_by_role("dialog", name="Ana Reyes saved this story")


def compare(story: Writing) -> None:
    story.page.get_by_role("button", name="Compare and merge").press("Enter")
    expect(dialog(story)).to_be_visible()


def merge(story: Writing) -> None:
    dialog(story).get_by_role("button", name="Save the merged text").press("Enter")


def overtake(ana: Writing, ben: Writing) -> None:
    """Ana has saved; then Ben saves, based on the version before."""
    ana.save()
    ben.wait()
    expect(ben.state).to_have_text("Changed by somebody else — kept in this browser")


def test_late_writer_is_notified_and_can_continue(ana: Writing, ben: Writing) -> None:
    write_at(ana, 0, " Ana.")
    write_at(ben, 1, " Ben.")
    overtake(ana, ben)
    expect(ben.page.locator("[data-notices]")).to_contain_text("Both texts are safe.")
    expect(ben.text).to_be_focused()
    ben.type(" Still Ben.").wait()
    assert "Ana." in ana.stored_body()
    assert "Ben." not in ana.stored_body()


def test_changes_in_different_places_are_merged(ana: Writing, ben: Writing) -> None:
    write_at(ana, 0, " Ana.")
    ana.page.get_by_label("Dek", exact=True).fill("Ana’s dek")
    write_at(ben, 2, " Ben.")
    overtake(ana, ben)
    compare(ben)
    merge(ben)
    expect(ben.state).to_contain_text("Saved ")
    content = ben.stored()
    assert content.dek == "Ana’s dek"
    assert ben.stored_body() == SAVED.replace(
        "One is here.", "One is here. Ana."
    ).replace("Three is here.", "Three is here. Ben.")


def test_changes_in_one_place_need_a_choice(ana: Writing, ben: Writing) -> None:
    write_at(ana, 0, " Ana.")
    write_at(ben, 0, " Ben.")
    overtake(ana, ben)
    compare(ben)
    expect(dialog(ben).locator("del")).to_have_text("Ana.")
    expect(dialog(ben).locator("ins")).to_have_text("Ben.")
    merge(ben)
    expect(dialog(ben)).to_be_visible()
    dialog(ben).get_by_label("Both, one after the other").check()
    merge(ben)
    expect(ben.state).to_contain_text("Saved ")
    assert ben.stored_body().startswith(
        "<p>One is here. Ben.</p>\n<p>One is here. Ana.</p>\n<p>Two is here.</p>\n"
    )


def test_one_side_can_be_taken_whole(ana: Writing, ben: Writing) -> None:
    write_at(ana, 0, " Ana.")
    write_at(ben, 1, " Ben.")
    overtake(ana, ben)
    compare(ben)
    dialog(ben).get_by_role("button", name="Take all of Ana Reyes’s").press("Enter")
    merge(ben)
    expect(ben.state).to_contain_text("Saved ")
    assert "Ben." not in ben.stored_body()
    assert "Ana." in ben.stored_body()
    ben.text.focus()
    ben.press("Control+z")
    expect(ben.text).to_contain_text("Ben.")


def test_headlines_are_chosen_too(ana: Writing, ben: Writing) -> None:
    ana.page.get_by_label("Headline", exact=True).fill("Ana’s line")
    ben.page.get_by_label("Headline", exact=True).fill("Ben’s line")
    overtake(ana, ben)
    compare(ben)
    dialog(ben).get_by_label("Ana Reyes’s").check()
    merge(ben)
    expect(ben.state).to_contain_text("Saved ")
    expect(ben.page.get_by_label("Headline", exact=True)).to_have_value("Ana’s line")


def test_merging_can_wait(ana: Writing, ben: Writing) -> None:
    write_at(ana, 0, " Ana.")
    write_at(ben, 1, " Ben.")
    overtake(ana, ben)
    compare(ben)
    dialog(ben).get_by_role("button", name="Keep writing").press("Enter")
    write_at(ben, 2, " More of Ben.")
    compare(ben)
    merge(ben)
    expect(ben.state).to_contain_text("Saved ")
    assert "More of Ben." in ben.stored_body()
    assert "Ana." in ben.stored_body()


def test_late_text_is_in_the_history_as_well(ana: Writing, ben: Writing) -> None:
    write_at(ana, 0, " Ana.")
    write_at(ben, 1, " Ben.")
    overtake(ana, ben)
    ana.page.goto(f"/admin/articles/{ana.article_id}/revisions/")
    expect(ana.page.get_by_role("main")).to_contain_text("Ben Ito")


def test_comparison_has_no_fault(ana: Writing, ben: Writing) -> None:
    write_at(ana, 0, " Ana.")
    write_at(ana, 2, " Ana.")
    write_at(ben, 0, " Ben.")
    overtake(ana, ben)
    compare(ben)
    assert all_faults(ben.page) == []
