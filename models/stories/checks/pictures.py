"""Checks of a story's pictures: their credits and alt texts."""

import re
from collections.abc import Iterator

from models.pictures.picture import Picture
from models.stories.checks.story import BLOCKS, WARNS, Check, Rule, Story

LONGEST_ALT = 250  # characters
ENDING = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|heic|tiff?|bmp|svg)$", re.IGNORECASE)
# File names given by cameras, phones and programs, without the extension.
CALLED = re.compile(
    r"(?:img|image|dsc[fn]?|dcim|pxl|mvimg|gopr|dji|photo|foto|picture|pic|scan|scr"
    r"|screen[ _-]?shot|screen|capture|download|untitled|unnamed|file|pict|p|whatsapp"
    r" image)?[ _-]*\(?[0-9][0-9 ._:-]*\)?(?: at [0-9 .]+)?",
    re.IGNORECASE,
)
NOTHING = {"image", "photo", "picture", "photograph", "img", "graphic", "untitled"}
HASH = re.compile(r"(?=[^ ]*[0-9])[0-9a-f_-]{12,}", re.IGNORECASE)

Shown = tuple[str, Picture]


def pictures_have_credit(story: Story) -> Iterator[Check]:
    for place, picture in _shown(story):
        if not picture.credit.strip():
            message = f"{_name(place)} has no credit."
            yield Check(BLOCKS, place, message, "Say who made it.", picture.id)


def pictures_have_alt_text(story: Story) -> Iterator[Check]:
    for place, picture in _shown(story):
        if not picture.alt_text.strip():
            message = f"{_name(place)} has no alt text."
            advice = "Describe what it shows, for readers who cannot see it."
            yield Check(BLOCKS, place, message, advice, picture.id)


def alt_text_is_no_file_name(story: Story) -> Iterator[Check]:
    for place, picture in _shown(story):
        if looks_like_a_file_name(picture.alt_text, picture.file_name):
            alt = picture.alt_text.strip()
            message = f"{_name(place)} has alt text like a file name: “{alt[:60]}”."
            advice = "Describe what the picture shows."
            yield Check(BLOCKS, place, message, advice, picture.id)


def alt_text_repeats_nothing(story: Story) -> Iterator[Check]:
    for place, picture in _shown(story):
        alt = _plain(picture.alt_text)
        others = {"headline": story.content.headline, "caption": picture.caption}
        same = [name for name, text in others.items() if alt and alt == _plain(text)]
        if same:
            message = f"{_name(place)} has alt text that repeats the {same[0]}."
            advice = "Describe what it shows: the other words are read out anyway."
            yield Check(WARNS, place, message, advice, picture.id)


def alt_text_is_short(story: Story) -> Iterator[Check]:
    for place, picture in _shown(story):
        length = len(picture.alt_text)
        if length > LONGEST_ALT:
            message = f"{_name(place)} has alt text of {length} characters."
            advice = f"Keep it under {LONGEST_ALT}, and put the rest into the caption."
            yield Check(WARNS, place, message, advice, picture.id)


def pictures_can_be_shown(story: Story) -> Iterator[Check]:
    for place, picture in _shown(story):
        if picture.failure:
            message = f"{_name(place)} cannot be drawn: readers see its colour only."
            yield Check(WARNS, place, message, "Upload it again.", picture.id)
    for place, id_ in _named(story):
        if id_ not in story.facts.pictures:
            message = f"{_name(place)} is not in the library any more."
            yield Check(WARNS, place, message, "Choose another, or remove it.", id_)


def looks_like_a_file_name(text: str, file_name: str = "") -> bool:
    plain = text.strip()
    stem = file_name.rpartition(".")[0] or file_name
    if ENDING.search(plain) or plain.lower() in NOTHING:
        return True
    if " " not in plain and (plain == stem != "" or _is_joined(plain)):
        return True
    return any(kind.fullmatch(plain) for kind in (CALLED, HASH))


def _is_joined(word: str) -> bool:
    signs = word.count("-") + word.count("_")
    return signs > 1 and any(sign.isdigit() for sign in word)


def _named(story: Story) -> Iterator[tuple[str, int]]:
    """Each picture once, at its first place."""
    lead = story.content.lead_picture
    if lead:
        yield "lead_picture", lead
    seen = {lead}
    for place, block in story.blocks:
        id_ = int(block.value("data-picture") or 0)
        if id_ and id_ not in seen:
            seen.add(id_)
            yield place, id_


def _shown(story: Story) -> list[Shown]:
    pictures = story.facts.pictures
    return [(place, pictures[id_]) for place, id_ in _named(story) if id_ in pictures]


def _name(place: str) -> str:
    return "The lead picture" if place == "lead_picture" else "A picture in the text"


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".!")


RULES: tuple[Rule, ...] = (
    pictures_have_credit,
    pictures_have_alt_text,
    alt_text_is_no_file_name,
    alt_text_repeats_nothing,
    alt_text_is_short,
    pictures_can_be_shown,
)
