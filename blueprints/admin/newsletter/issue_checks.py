"""Checks of an issue: what keeps it from being sent, and what is only worth a look.

Nothing is looked up outside: the worker does that, when an editor asks for it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Self

from flask import current_app

from jobs.newsletter.digest import (
    LARGEST,
    PREFERENCES,
    UNSUBSCRIBE,
    Digest,
    Rendered,
    render_whole,
)
from models.newsletter.outside_check import MAIL_SETUP, OutsideCheck, outside_checks
from models.stories.checks.links import is_whole
from models.stories.checks.story import BLOCKS, WARNS, Check
from web.site.dead_links import dead_links, path_of

LONG_SUBJECT = 60  # characters: telephones and narrow lists show about as many
HREF = re.compile(r' href="([^"]*)"')
NO_SUBJECT = "The issue has no subject."
EMPTY = "The issue is empty."


@dataclass(frozen=True)
class Examined:
    """An issue as mail, and what is known about what it links to."""

    digest: Digest
    whole: Rendered
    links: list[str]
    dead: frozenset[str]
    outside: dict[str, OutsideCheck]

    @classmethod
    def of(cls, digest: Digest, now: datetime) -> Self:
        whole = render_whole(digest)
        found = map(unescape, HREF.findall(whole.html))
        own = {UNSUBSCRIBE, PREFERENCES, digest.web}
        links = [link for link in dict.fromkeys(found) if link not in own]
        dead = dead_links(links, now)
        known = outside_checks([*outside(links), MAIL_SETUP])
        return cls(digest, whole, links, dead, known)

    @property
    def subjects(self) -> list[str]:
        """What the worker can check."""
        return [*outside(self.links), MAIL_SETUP]

    @property
    def is_waiting(self) -> bool:
        return any(check.is_due for check in self.outside.values())


def outside(links: list[str]) -> list[str]:
    """Links to other sites."""
    return [x for x in links if x.startswith("http") and is_whole(x) and not path_of(x)]


def checks_of(issue: Examined) -> list[Check]:
    """What blocks comes first."""
    found = [check for rule in RULES for check in rule(issue)]
    return sorted(found, key=lambda check: not check.blocks)


def blocking(issue: Examined) -> list[Check]:
    return [check for check in checks_of(issue) if check.blocks]


def _texts(issue: Examined) -> Iterator[Check]:
    digest = issue.digest
    if not digest.subject:
        yield Check(BLOCKS, "subject", NO_SUBJECT, "Write one.")
    elif len(digest.subject) > LONG_SUBJECT:
        message = f"The subject has {len(digest.subject)} characters."
        advice = f"Phones show about {LONG_SUBJECT}: put the important words first."
        yield Check(WARNS, "subject", message, advice)
    if not digest.parts and not digest.intro:
        yield Check(BLOCKS, "intro", EMPTY, "Add a story or an introduction.")
    if not digest.preheader:
        message = "There is no preview line."
        advice = "Mail programs show the first words of the mail instead: write one."
        yield Check(WARNS, "preheader", message, advice)


def _own_links(issue: Examined) -> Iterator[Check]:
    for link in issue.links:
        if not is_whole(link):
            message = f"“{link[:80]}” is no address that readers could open."
            yield Check(BLOCKS, "intro", message, "Correct the link, or remove it.")
        elif link in issue.dead:
            path = path_of(link) or link
            message = f"{path[:80]} leads to nothing that readers may see."
            advice = "Publish it first, or remove the link."
            yield Check(BLOCKS, "intro", message, advice)


def _outside_links(issue: Examined) -> Iterator[Check]:
    links = outside(issue.links)
    for link in links:
        for problem in issue.outside[link].problems if link in issue.outside else ():
            message, advice = f"{link[:80]}: {problem}", "Open the link and correct it."
            yield Check(WARNS, "intro", message, advice)
    unknown = [link for link in links if not _is_done(issue, link)]
    if unknown:
        noun = (
            "link to another site is"
            if len(unknown) == 1
            else "links to other sites are"
        )
        message = f"{len(unknown)} {noun} not checked."
        yield Check(
            WARNS, "check-outside", message, "Press “Check links and mail setup”."
        )


def _mail_setup(issue: Examined) -> Iterator[Check]:
    if not current_app.config["SETTINGS"].can_send_mail:
        message = "This site cannot send mail: messages are written to a folder."
        yield Check(WARNS, "send-title", message, "Set MAIL_URL to your mail server.")
    elif not _is_done(issue, MAIL_SETUP):
        message = "SPF, DKIM and the From domain are not checked."
        yield Check(
            WARNS, "check-outside", message, "Press “Check links and mail setup”."
        )
    else:
        for problem in issue.outside[MAIL_SETUP].problems:
            advice = "Until then, mail programs may treat this issue as spam."
            yield Check(WARNS, "send-title", problem, advice)


def _pictures(issue: Examined) -> Iterator[Check]:
    for part in issue.digest.parts:
        if part.picture and not part.picture.alt_text:
            message = f"The picture of “{part.headline}” has no alternative text."
            advice = "Many mail programs hide pictures: describe it in the library."
            yield Check(WARNS, f"part-{part.article_id}", message, advice)


def _size(issue: Examined) -> Iterator[Check]:
    if issue.whole.size > LARGEST:
        size, most = issue.whole.size // 1024, LARGEST // 1024
        message = f"The mail has {size} KB; mail programs cut it off after {most} KB."
        advice = "It will end early and link to the whole issue. Remove some stories."
        yield Check(WARNS, "parts", message, advice)


def _unsubscribe(issue: Examined) -> Iterator[Check]:
    for name, text in (("HTML", issue.whole.html), ("plain text", issue.whole.text)):
        if UNSUBSCRIBE not in text:
            message = f"The {name} has no link to unsubscribe."
            advice = "Put it back into templates/mail/digest."
            yield Check(BLOCKS, "send-title", message, advice)


def _is_done(issue: Examined, subject: str) -> bool:
    return subject in issue.outside and not issue.outside[subject].is_due


RULES = (
    *(_texts, _unsubscribe, _own_links, _outside_links),
    *(_mail_setup, _pictures, _size),
)
