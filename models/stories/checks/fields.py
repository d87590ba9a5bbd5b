"""Checks of a story's fields."""

from collections.abc import Iterator

from models.stories.checks.story import BLOCKS, REQUIRED, WARNS, Check, Rule, Story

SHOWN_TITLE = 65  # approximate characters before search results cut it off
SHOWN_DESCRIPTION = 160
LONGEST_DEK = 250
LONGEST_SLUG = 80


def headline_is_there(story: Story) -> Iterator[Check]:
    if not story.content.headline.strip():
        message = "There is no headline."
        yield Check(REQUIRED, "headline", message, "Write one: every list shows it.")


def headline_is_its_own(story: Story) -> Iterator[Check]:
    if story.facts.has_namesake and story.content.headline.strip():
        message = "Another story has the same headline."
        advice = "Change a word: lists and searches show both side by side."
        yield Check(WARNS, "headline", message, advice)


def title_fits_search_results(story: Story) -> Iterator[Check]:
    length = len(story.content.seo_title or story.content.headline)
    if length <= SHOWN_TITLE:
        return
    shown = f"of {length} characters; search results show about {SHOWN_TITLE}"
    if story.content.seo_title:
        message = f"The title for search results is one {shown}."
        yield Check(WARNS, "seo_title", message, "Shorten it.")
    else:
        message = f"The headline is one {shown}."
        advice = "Write a shorter title for search results, or shorten the headline."
        yield Check(WARNS, "headline", message, advice)


def description_fits_search_results(story: Story) -> Iterator[Check]:
    length = len(story.content.seo_description)
    if length > SHOWN_DESCRIPTION:
        message = (
            f"The description for search results has {length} characters; "
            f"they show about {SHOWN_DESCRIPTION}."
        )
        yield Check(WARNS, "seo_description", message, "Shorten it.")


def dek_says_something(story: Story) -> Iterator[Check]:
    if story.content.kind == "article" and not story.content.dek.strip():
        message = "There is no dek."
        advice = "Write one sentence: cards and search results show it."
        yield Check(BLOCKS, "dek", message, advice)


def dek_is_one_sentence(story: Story) -> Iterator[Check]:
    length = len(story.content.dek)
    if length > LONGEST_DEK:
        message = f"The dek has {length} characters."
        advice = (
            f"Cut it to one sentence of at most {LONGEST_DEK}: cards show all of it."
        )
        yield Check(WARNS, "dek", message, advice)


def region_is_named(story: Story) -> Iterator[Check]:
    if story.content.kind == "article" and not story.content.regions:
        message = "The story belongs to no region."
        advice = "Name one: its label and its place in the magazine come from it."
        yield Check(BLOCKS, "regions", message, advice)


def writer_is_named(story: Story) -> Iterator[Check]:
    if story.content.kind == "article" and not story.content.contributors:
        message = "The byline names nobody."
        yield Check(WARNS, "contributors", message, "Say who wrote the story.")


def address_is_short(story: Story) -> Iterator[Check]:
    length = len(story.content.slug)
    if length > LONGEST_SLUG:
        message = f"The address has {length} characters."
        advice = "Shorten it before readers know it: a few words are enough."
        yield Check(WARNS, "slug", message, advice)


RULES: tuple[Rule, ...] = (
    headline_is_there,
    headline_is_its_own,
    title_fits_search_results,
    dek_says_something,
    dek_is_one_sentence,
    region_is_named,
    writer_is_named,
    address_is_short,
    description_fits_search_results,
)
