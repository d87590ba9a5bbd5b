"""Checks of the text: its headings, paragraphs, tables and embeds, and the fold."""

import re
from collections.abc import Iterator

from models.stories.checks.story import (
    BLOCKS,
    REQUIRED,
    WARNS,
    Check,
    Rule,
    Story,
    shortened,
    within,
    words_of,
)

LONGEST_PARAGRAPH = 200  # words
TAG = re.compile(r"<[^>]*>")


def text_is_there(story: Story) -> Iterator[Check]:
    if not any(words_of(block) or block.tag == "figure" for _, block in story.blocks):
        yield Check(REQUIRED, "body", "There is no text.", "Write it.")


def fold_hides_something(story: Story) -> Iterator[Check]:
    content = story.content
    if content.kind != "article":
        return
    if _says(content.opening) and not _says(content.rest):
        message = "Nothing stands behind the fold."
        advice = "Set the fold further up, so that lists show only the opening."
        yield Check(WARNS, "body", message, advice)


def headings_leave_no_step_out(story: Story) -> Iterator[Check]:
    seen = False
    for place, block in story.blocks:
        seen = seen or block.tag == "h2"
        if block.tag == "h3" and not seen:
            words = shortened(words_of(block))
            message = f"The subheading “{words}” has no heading above it."
            yield Check(
                WARNS, place, message, "Make it a heading, or put one before it."
            )
            return


def headings_say_something(story: Story) -> Iterator[Check]:
    for place, block in story.blocks:
        if block.tag in ("h2", "h3") and not words_of(block):
            yield Check(WARNS, place, "A heading is empty.", "Fill it in or remove it.")


def paragraphs_are_short(story: Story) -> Iterator[Check]:
    for place, block in story.blocks:
        length = len(words_of(block).split()) if block.tag == "p" else 0
        if length > LONGEST_PARAGRAPH:
            message = f"A paragraph has {length} words."
            advice = "Divide it: on a telephone it fills several screens."
            yield Check(WARNS, place, message, advice)


def tables_have_headings(story: Story) -> Iterator[Check]:
    for place, block in story.blocks:
        for table in within(block, "table"):
            if not any(words_of(cell) for cell in within(table, "th")):
                message = "A table has no headings."
                advice = "Make its first row, or its first column, headings."
                yield Check(WARNS, place, message, advice)


def embeds_say_what_they_are(story: Story) -> Iterator[Check]:
    for place, block in story.blocks:
        if block.value("data-embed") and not words_of(block):
            message = "A video or post has no caption."
            advice = "Say what it shows: most readers see only these words of it."
            yield Check(BLOCKS, place, message, advice)


def _says(html: str) -> bool:
    return "<figure" in html or bool(TAG.sub("", html).strip())


RULES: tuple[Rule, ...] = (
    text_is_there,
    embeds_say_what_they_are,
    fold_hides_something,
    headings_leave_no_step_out,
    headings_say_something,
    paragraphs_are_short,
    tables_have_headings,
)
