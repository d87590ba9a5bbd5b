"""Two people in different fields of one story: merged without asking, nothing lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Trouble
from tests.browser.newsroom.writing import Writing

Write = Callable[..., Writing]
SAVED = "<p>One is here.</p>\n<hr data-fold>\n<p>Two is here.</p>\n"


@pytest.fixture
def ana(write: Write) -> Writing:
    return write(SAVED, name="Ana Reyes", headline="The line")


@pytest.fixture
def ben(ana: Writing, enter: Callable[..., Page]) -> Writing:
    return Writing(enter("editor", name="Ben Ito"), ana.article_id).open()


def test_other_fields_are_merged_and_shown(ana: Writing, ben: Writing) -> None:
    ana.page.get_by_label("Headline", exact=True).fill("Ana’s line")
    ana.save()
    ben.page.get_by_label("Dek", exact=True).fill("Ben’s dek")
    ben.save()
    expect(ben.page.get_by_label("Headline", exact=True)).to_have_value("Ana’s line")
    expect(ben.page.locator("[data-notices]")).to_contain_text(
        "Ana Reyes changed this meanwhile: Headline."
    )
    content = ben.stored()
    assert (content.headline, content.dek) == ("Ana’s line", "Ben’s dek")
    assert ben.stored_body() == SAVED


def test_text_of_another_is_shown_and_stays(ana: Writing, ben: Writing) -> None:
    ana.end("One is here.").type(" Ana.").save()
    ben.page.get_by_label("Dek", exact=True).fill("Ben’s dek")
    ben.save()
    expect(ben.text).to_contain_text("One is here. Ana.")
    ben.page.get_by_label("Dek", exact=True).fill("Ben’s second dek")
    ben.save()
    assert "One is here. Ana." in ben.stored_body()
    assert ben.stored().dek == "Ben’s second dek"


def test_only_the_field_of_both_is_asked_about(
    ana: Writing, ben: Writing, trouble: Trouble
) -> None:
    trouble.expect("409")
    ana.page.get_by_label("Headline", exact=True).fill("Ana’s line")
    ana.page.get_by_label("Dek", exact=True).fill("Ana’s dek")
    ana.save()
    ben.page.get_by_label("Headline", exact=True).fill("Ben’s line")
    ben.wait()
    expect(ben.page.get_by_label("Dek", exact=True)).to_have_value("Ana’s dek")
    ben.page.get_by_role("button", name="Compare and merge").press("Enter")
    dialog = ben.page.get_by_role("dialog", name="Ana Reyes saved this story")
    expect(dialog.locator(".merging__part h3")).to_have_text(["Headline"])
