"""An issue as mail: HTML through MJML, and a complete plain-text part.

Most subscribers get the same stories, so the two texts are rendered once for each
selection of stories; only the links of the recipient are put in afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

import mrml
from flask import current_app
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from extensions import db
from jobs.mail.compose import link_to
from models.listing.search.plain import blocks
from models.newsletter.issue import IssueItem, NewsletterIssue
from models.pictures.picture import Picture, Rendition
from models.setting import Newsroom
from models.stories.article import Article, path_of
from models.taxonomy.hue import INK_OF_HUE, NO_REGION, srgb

# In the rendered texts, where the recipient's own links go. No story can hold them:
# they are no addresses.
UNSUBSCRIBE, PREFERENCES = "{{unsubscribe-link}}", "{{preferences-link}}"
PICTURE_WIDTH = 560  # CSS pixels; the file is up to twice as wide
LARGEST = 100 * 1024  # bytes of HTML; some programs cut what is longer


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
        file = _for_retina(files)
        height = round(PICTURE_WIDTH * file.height / file.width)
        url = link_to("pictures.show", key=file.key)
        return cls(url, PICTURE_WIDTH, height, picture.alt_text, picture.credit)


@dataclass(frozen=True)
class Part:
    """A story, or a note of the editors between two stories. `subjects` are what a
    subscriber may follow: pairs of kind and id.
    """

    note: Markup | None = None
    article_id: int = 0
    headline: str = ""
    summary: str = ""
    url: str = ""
    label: str = ""
    colour: str = ""
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
            return cls(note=Markup(item.note))  # noqa: S704  # sanitised when stored
        label = article.label
        material = [one.text for one in article.corrections if one.is_material]
        return cls(
            article_id=article.id,
            headline=article.headline,
            summary=article.dek,
            url=_absolute(article),
            label=label.name if label else "",
            colour=_colour(label.hue if label else NO_REGION),
            minutes=article.reading_minutes,
            byline=tuple(one.name for one in article.contributors),
            picture=MailPicture.of(article.lead_picture),
            correction=material[-1] if material else "",
            corrected_at=article.corrected_at,
            subjects=_subjects(article),
        )


@dataclass(frozen=True)
class Digest:
    """An issue, read once for all its recipients."""

    newsroom: Newsroom
    name: str
    subject: str
    preheader: str
    intro: Markup
    parts: tuple[Part, ...]

    @classmethod
    def of(cls, issue: NewsletterIssue, newsroom: Newsroom, now: datetime) -> Self:
        """Only what readers may see at `now`: a withdrawn story is left out."""
        return cls(
            newsroom,
            issue.newsletter.name,
            issue.subject,
            issue.preheader,
            Markup(issue.intro),  # noqa: S704  # sanitised when stored
            tuple(Part.of(item) for item in _public_items(issue, now)),
        )

    def narrowed(self, parts: Sequence[Part]) -> Self:
        return replace(self, parts=tuple(parts))

    @property
    def article_ids(self) -> tuple[int, ...]:
        return tuple(part.article_id for part in self.parts if part.article_id)


@dataclass(frozen=True)
class Rendered:
    """Both with the placeholders of the recipient's links."""

    html: str
    text: str

    def for_links(self, unsubscribe: str, preferences: str) -> Self:
        links = {UNSUBSCRIBE: unsubscribe, PREFERENCES: preferences}
        html, text = self.html, self.text
        for placeholder, link in links.items():
            html = html.replace(placeholder, link)
            text = text.replace(placeholder, link)
        return replace(self, html=html, text=text)


def render(digest: Digest) -> Rendered:
    """Needs an app context, and no request."""
    inputs = {
        "digest": digest,
        "newsroom": digest.newsroom,
        "unsubscribe": UNSUBSCRIBE,
        "preferences": PREFERENCES,
        "home": link_to("front.index"),
        "blocks": blocks,
    }
    mjml, text = (
        current_app.jinja_env.get_template(f"mail/{name}").render(**inputs)
        for name in ("digest.mjml.html", "digest.txt")
    )
    return Rendered(mrml.to_html(mjml).content, text)


def _public_items(issue: NewsletterIssue, now: datetime) -> list[IssueItem]:
    stories = select(Article.id).where(Article.public(now))
    items = (
        select(IssueItem)
        .where(IssueItem.issue_id == issue.id)
        .where(IssueItem.article_id.is_(None) | IssueItem.article_id.in_(stories))
        .order_by(IssueItem.position)
        .options(
            selectinload(IssueItem.article).options(
                selectinload(Article.lead_picture),
                selectinload(Article.region_links),
                selectinload(Article.topic_links),
                selectinload(Article.byline_links),
            )
        )
    )
    return list(db.session.scalars(items))


def _subjects(article: Article) -> frozenset[tuple[str, int]]:
    return frozenset(
        [
            *(("region", link.region_id) for link in article.region_links),
            *(("topic", link.topic_id) for link in article.topic_links),
            *(("contributor", link.contributor_id) for link in article.byline_links),
        ]
    )


def _absolute(article: Article) -> str:
    site = str(current_app.config["SITE_URL"])
    return f"{site}{path_of(article.kind, article.slug)}"


def _for_retina(files: list[Rendition]) -> Rendition:
    """The narrowest that is twice as wide as it is shown, else the widest."""
    wide = [file for file in files if file.width >= 2 * PICTURE_WIDTH]
    return wide[0] if wide else files[-1]


def _colour(hue: int) -> str:
    return "#{:02x}{:02x}{:02x}".format(*srgb(*INK_OF_HUE, hue))
