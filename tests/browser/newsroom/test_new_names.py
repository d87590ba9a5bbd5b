"""A topic or contributor that does not exist yet is created while writing."""

from collections.abc import Callable

from playwright.sync_api import expect
from sqlalchemy import select

from extensions import db
from models.taxonomy.topic import Topic
from tests.browser import magazine
from tests.browser.newsroom.writing import Writing


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
