"""An issue as mail: HTML through MJML, and a complete plain-text part.

Most subscribers get the same stories, so both parts are rendered once per selection of
stories. Only the recipient's links are inserted afterwards.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from flask import current_app
from markupsafe import Markup, escape

from jobs.mail.compose import link_to, render_mail
from jobs.mail.design import for_retina
from models.listing.search.plain import blocks
from models.newsletter.contents import public_items
from models.newsletter.issue import IssueItem, NewsletterIssue
from models.newsletter.links import issue_token
from models.pictures.picture import Picture
from models.setting import Newsroom
from models.stories.article import Article, path_of
from models.taxonomy.hue import NO_REGION

# Placeholders for the recipient's links. They are not URLs, so no link in a story can
# contain them.
UNSUBSCRIBE, PREFERENCES = "{{unsubscribe-link}}", "{{preferences-link}}"
PICTURE_WIDTH = 560  # CSS pixels; the file is up to twice as wide
LARGEST = 100 * 1024  # bytes of HTML; Gmail clips mail at 102 KB
ROOM_FOR_LINKS = 2 * 1024  # bytes that the recipient's links may add
LONGEST_EXCERPT = 3000  # characters kept of an introduction that is too long
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
OWN_LINK = re.compile(r"""(\bhref=["'])/(?!/)""")
ITEM = re.compile(r"<li>")


@dataclass(frozen=True)
class MailPicture:
    url: str
    width: int
    height: int
    alt_text: str
    credit: str

    @classmethod
    def of(cls, picture: Picture | None) -> Self | None:
        files = picture.renditions("card", "image/jpeg") if picture else []
        if picture is None or not files:
            return None
        file = for_retina(files, PICTURE_WIDTH)
        height = round(PICTURE_WIDTH * file.height / file.width)
        url = link_to("pictures.show", key=file.key)
        return cls(url, PICTURE_WIDTH, height, picture.alt_text, picture.credit)


@dataclass(frozen=True)
class Part:
    """A story, or a note between two stories. `subjects` are the story's regions,
    topics and contributors, which subscribers can follow, as pairs of kind and id.
    """

    note: Markup | None = None
    article_id: int = 0
    headline: str = ""
    summary: str = ""
    url: str = ""
    label: str = ""
    hue: int = NO_REGION
    minutes: int = 0
    byline: tuple[str, ...] = ()
    picture: MailPicture | None = None
    correction: str = ""
    corrected_at: datetime | None = None
    subjects: frozenset[tuple[str, int]] = frozenset()

    @classmethod
    def of(cls, item: IssueItem) -> Self:
        article = item.article
        if article is None:
            return cls(note=_prose(item.note))
        label = article.label
        material = [one.text for one in article.corrections if one.is_material]
        return cls(
            article_id=article.id,
            headline=article.headline,
            summary=article.summary,
            url=_absolute(article),
            label=label.name if label else "",
            hue=label.hue if label else NO_REGION,
            minutes=article.reading_minutes,
            byline=tuple(one.name for one in article.contributors),
            picture=MailPicture.of(article.lead_picture),
            correction=material[-1] if material else "",
            corrected_at=article.corrected_at,
            subjects=_subjects(article),
        )


@dataclass(frozen=True)
class Group:
    """Consecutive stories of one region, with the notes between them."""

    label: str
    hue: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Digest:
    """An issue, read once for all recipients. `web` is the URL of its page on the site,
    which contains nothing personal. `left_out` is the number of parts cut from the
    HTML.
    """

    newsroom: Newsroom
    name: str
    subject: str
    preheader: str
    intro: Markup
    parts: tuple[Part, ...]
    day: str = ""
    web: str = ""
    left_out: int = 0

    @classmethod
    def of(cls, issue: NewsletterIssue, newsroom: Newsroom, now: datetime) -> Self:
        """Leaves out stories that are not public at `now`, such as withdrawn ones."""
        token = issue_token(issue.id, str(current_app.config["SECRET_KEY"]))
        zone = newsroom.zone(current_app.config["TIME_ZONE"])
        local = (issue.started_at or now).astimezone(zone)
        return cls(
            newsroom,
            issue.newsletter.name,
            issue.subject,
            issue.preheader,
            _prose(issue.intro),
            tuple(Part.of(item) for item in public_items(issue, now)),
            day=f"{local.day} {local:%B %Y}",
            web=link_to("newsletter.issues.show", token=token),
        )

    def narrowed(self, parts: Sequence[Part]) -> Self:
        return replace(self, parts=tuple(parts))

    def shortened(self, number: int) -> Self:
        """Without the last `number` parts."""
        parts = self.parts[: len(self.parts) - number]
        return replace(self, parts=parts, left_out=number)

    @property
    def article_ids(self) -> tuple[int, ...]:
        return tuple(part.article_id for part in self.parts if part.article_id)

    @property
    def groups(self) -> list[Group]:
        """Consecutive parts of one region; a note stays with the part before it."""
        found: list[Group] = []
        for part in self.parts:
            last = found[-1] if found else None
            if last and (part.note is not None or part.label == last.label):
                found[-1] = replace(last, parts=(*last.parts, part))
            else:
                found.append(Group(part.label, part.hue, (part,)))
        return found

    @property
    def hues(self) -> list[int]:
        return sorted({part.hue for part in self.parts if part.label})


@dataclass(frozen=True)
class Rendered:
    """Both parts, with placeholders for the recipient's links."""

    html: str
    text: str

    @property
    def size(self) -> int:
        """Bytes of HTML, including the longest links."""
        return len(self.html.encode()) + ROOM_FOR_LINKS


def render(digest: Digest) -> Rendered:
    """Needs an app context but no request.

    The plain text is always complete. HTML above LARGEST is cut, and links to the whole
    issue on the site.
    """
    whole = _rendered(digest)
    if whole.size <= LARGEST:
        return whole
    return replace(whole, html=_fitting(digest).html)


def render_whole(digest: Digest) -> Rendered:
    """Before anything is cut."""
    return _rendered(digest)


def _fitting(digest: Digest) -> Rendered:
    """With as many parts as fit, found by binary search."""
    fewest, most = (
        0,
        len(digest.parts),
    )  # parts that fit, and that may fit
    while fewest < most:
        number = (fewest + most + 1) // 2
        if _rendered(digest.shortened(len(digest.parts) - number)).size <= LARGEST:
            fewest = number
        else:
            most = number - 1
    fitting = _rendered(digest.shortened(len(digest.parts) - fewest))
    if fitting.size <= LARGEST:
        return fitting
    text = " ".join(plain(digest.intro))[:LONGEST_EXCERPT]
    short = replace(digest, intro=Markup("<p>%s …</p>") % escape(text))
    return _rendered(short.shortened(len(digest.parts)))


def _rendered(digest: Digest) -> Rendered:
    context = {
        "digest": digest,
        "unsubscribe": UNSUBSCRIBE,
        "preferences": PREFERENCES,
        "plain": plain,
    }
    text, html = render_mail("digest", digest.newsroom, context)
    return Rendered(html, text)


def plain(html: str) -> Iterable[str]:
    """The paragraphs of a text, with URLs in brackets after links."""
    return blocks(ITEM.sub("<li>- ", LINK.sub(r"\2 (\1)", str(html))))


def _subjects(article: Article) -> frozenset[tuple[str, int]]:
    return frozenset(
        [
            *(("region", link.region_id) for link in article.region_links),
            *(("topic", link.topic_id) for link in article.topic_links),
            *(("contributor", link.contributor_id) for link in article.byline_links),
        ]
    )


def _prose(html: str) -> Markup:
    """Sanitised when stored. In a mail, links to our own pages need the host."""
    site = current_app.config["SITE_URL"]
    return Markup(OWN_LINK.sub(rf"\1{site}/", html))  # noqa: S704


def _absolute(article: Article) -> str:
    site = str(current_app.config["SITE_URL"])
    return f"{site}{path_of(article.kind, article.slug)}"
