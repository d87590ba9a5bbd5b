"""Videos and posts in the text: stored as provider and id, without contacting it."""

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Trouble
from tests.browser.newsroom.writing import Writing

Write = Callable[..., Writing]
EMBED = (
    '<figure data-embed="youtube:dQw4w9WgXcQ"><figcaption>{}</figcaption></figure>\n'
)


def dialog(story: Writing) -> Locator:
    return story.page.get_by_role("dialog", name="Video or post")


def test_address_becomes_an_embed(write: Write) -> None:
    story = write("<p>Word</p>").end().use("Video or post")
    dialog(story).get_by_label("Address of the video or post").fill(
        "https://youtu.be/dQw4w9WgXcQ"
    )
    dialog(story).get_by_label("Description").fill("A song")
    story.press("Enter").expect_body("<p>Word</p>\n" + EMBED.format("A song"))
    expect(story.text).to_contain_text("YouTube · dQw4w9WgXcQ")
    story.type("after").expect_body(
        "<p>Word</p>\n" + EMBED.format("A song") + "<p>after</p>\n"
    )
    assert EMBED.format("A song") in story.save().stored_body()


def test_unknown_address_is_explained(write: Write, trouble: Trouble) -> None:
    trouble.expect("422")
    story = write("<p>Word</p>").end().use("Video or post")
    dialog(story).get_by_label("Address of the video or post").fill(
        "https://example.org/video"
    )
    story.press("Enter")
    expect(dialog(story).get_by_role("alert")).to_contain_text("YouTube or Vimeo")
    story.expect_body("<p>Word</p>\n")


def test_caption_is_written_in_place(write: Write) -> None:
    story = write(EMBED.format("") + "<p>Word</p>")
    story.text.locator("figcaption").click()
    story.type("A song").press("Enter").type("Next")
    story.expect_body(EMBED.format("A song") + "<p>Next</p>\n<p>Word</p>\n")


def test_embed_is_selected_replaced_and_removed_by_keyboard(write: Write) -> None:
    story = write(EMBED.format("A song") + "<p>Word</p>")
    remove = story.text.get_by_role("button", name="Remove")
    remove.focus()
    story.press("Escape")
    expect(story.text.locator(".inset--selected")).to_have_count(1)
    story.press("Enter")
    expect(story.text.get_by_role("button", name="Replace")).to_be_focused()
    story.press("Enter")
    dialog(story).get_by_label("Address of the video or post").fill(
        "https://vimeo.com/76979871"
    )
    story.press("Enter")
    expect(story.text).to_contain_text("Vimeo · 76979871")
    assert "A song" in story.body
    remove.press("Enter")
    story.expect_body("<p>Word</p>\n")


def test_subscribe_box_is_placed_and_removed(write: Write) -> None:
    story = write("<p>Word</p>").end().use("Subscribe box")
    expect(story.text).to_contain_text("Subscribe box")
    expect(story.text.get_by_role("button", name="Replace")).to_have_count(0)
    box = EMBED.replace("youtube:dQw4w9WgXcQ", "newsletter:box")
    box = box.format("Get our stories by e-mail.")
    story.expect_body(f"<p>Word</p>\n{box}")
    assert box in story.save().stored_body()
    story.text.get_by_role("button", name="Remove").click()
    expect(story.text.locator("figure")).to_have_count(0)
