"""Checks of the links in a text, without network requests."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from models.input_rules import LONGEST_ADDRESS, NOT_IN_ADDRESS, is_web_address
from models.stories.checks.story import WARNS, Check, Link, Rule, Story, shortened

VAGUE = {
    *("here", "click here", "click", "this", "this link", "link", "more", "read more"),
    *("this page", "this article", "go", "source", "[link]", "→", "…"),
}
MAIL_HOST = re.compile(r"(?:[\w-]+\.)+[\w-]{2,}")
TARGET = re.compile(r' id="([^"]*)"')


def links_say_where_they_lead(story: Story) -> Iterator[Check]:
    for link in story.links:
        plain = link.words.strip(" .,:;!?»«“”\"'").casefold()
        if not plain:
            message = "A link has no words."
            yield Check(WARNS, link.place, message, "Nobody can see it: remove it.")
        elif plain in VAGUE:
            message = f"The words of a link, “{link.words}”, do not say where it leads."
            advice = "Link the words that name what is there."
            yield Check(WARNS, link.place, message, advice)


def links_lead_somewhere(story: Story) -> Iterator[Check]:
    targets = {*TARGET.findall(story.content.opening + story.content.rest)}
    for link in story.links:
        if link.href in story.facts.dead_links:
            message = (
                f"{_name(link)} leads to {link.href[:80]}: readers find nothing there."
            )
            yield Check(
                WARNS, link.place, message, "Correct the address, or publish that."
            )
        elif link.href.startswith("#") and link.href[1:] not in targets:
            message = f"{_name(link)} leads to a place on the page that is not there."
            yield Check(WARNS, link.place, message, "Give it an address, or remove it.")


def links_are_whole(story: Story) -> Iterator[Check]:
    for link in story.links:
        if not is_whole(link.href):
            message = (
                f"{_name(link)} has no real address: {link.href[:80] or 'nothing'}."
            )
            yield Check(WARNS, link.place, message, "Copy the address once more.")


def links_are_safe(story: Story) -> Iterator[Check]:
    for link in story.links:
        if link.href.lower().startswith("http:") and is_whole(link.href):
            message = f"{_name(link)} is not encrypted: it begins with http:"
            advice = "Try the same address with https:"
            yield Check(WARNS, link.place, message, advice)


def is_whole(href: str) -> bool:
    """Whether it is a usable URL."""
    if is_web_address(href):
        host = urlsplit(href).hostname or ""
        return host == "localhost" or "." in host or ":" in host  # else cut off
    if len(href) > LONGEST_ADDRESS or NOT_IN_ADDRESS.search(href):
        return False
    if href.startswith("mailto:"):
        return all(map(_is_mailbox, urlsplit(href).path.split(",")))
    return href.startswith(("/", "#"))


def _is_mailbox(text: str) -> bool:
    name, _, host = text.partition("@")
    return bool(name) and MAIL_HOST.fullmatch(host) is not None


def _name(link: Link) -> str:
    return f"The link “{shortened(link.words)}”" if link.words else "A link"


RULES: tuple[Rule, ...] = (
    links_lead_somewhere,
    links_are_whole,
    links_say_where_they_lead,
    links_are_safe,
)
