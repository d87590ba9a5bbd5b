"""A topic or contributor that does not exist yet is created while writing."""

from collections.abc import Callable

from playwright.sync_api import expect
from sqlalchemy import select

from extensions import db
from models.taxonomy.topic import Topic
from tests.browser import magazine
from tests.browser.conftest import Trouble
from tests.browser.newsroom.writing import Writing
from tests.factories import make_region


def test_new_topic_is_created_and_saved(write: Callable[..., Writing]) -> None:
    story = write("<p>One.</p>", headline="The line")
    topic = story.page.get_by_label("Topics, 1")
    topic.fill("Sea ice")
    topic.press("Tab")
    story.page.get_by_role("button", name="Create topic “Sea ice”").click()
    expect(topic).to_be_focused()
    expect(story.page.locator("[data-new-name]")).to_have_count(0)
    story.save()
    content = story.stored()
    made = db.session.scalars(select(Topic)).one()
    assert (made.name, content.topics) == ("Sea ice", (made.id,))
    magazine.settle()


def test_unknown_name_says_why_nothing_is_published(
    write: Callable[..., Writing], trouble: Trouble
) -> None:
    trouble.expect("422")
    story = write("<p>One.</p>", headline="A", dek="What.", regions=[make_region()])
    story.page.get_by_label("Topics, 1").fill("Sea ice")
    story.end("One.").type(" And more.").wait()
    expect(story.page.locator("#story-panel")).to_contain_text("3 words")
    story.page.get_by_role("button", name="Publish now").click()
    reason = (
        "There is no topic called “Sea ice”. Create it, or choose one from the list."
    )
    expect(story.page.locator("[data-notices]").get_by_text(reason)).to_have_count(2)
    assert story.stored().headline == "A"
