"""A story as a feed entry, independent of the format."""

import re
from dataclasses import dataclass
from datetime import datetime
from html import escape, unescape
from urllib.parse import urljoin
from uuid import NAMESPACE_URL, uuid5

from flask import render_template, url_for

from models.pictures.picture import Picture, Rendition
from models.stories.article import Article
from web.site.structured_data import absolute
from web.templating import fitting

LINK = re.compile(r'(<a\b[^>]*?\bhref=")([^"]*)')
WIDEST = 1280  # pixels


@dataclass(frozen=True)
class Author:
    name: str
    url: str


@dataclass(frozen=True)
class Category:
    """`scheme` is the common URL of all regions or all topics."""

    scheme: str
    term: str
    label: str


@dataclass(frozen=True)
class Image:
    url: str
    file: Rendition
    alt_text: str
    credit: str


@dataclass(frozen=True)
class FeedEntry:
    """`html` contains only absolute URLs; "" in a feed of summaries."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    published: datetime
    updated: datetime
    authors: list[Author]
    categories: list[Category]
    image: Image | None


def entry_of(article: Article, *, whole: bool) -> FeedEntry:
    """`whole` includes the story's text."""
    assert article.published_at is not None
    url = absolute(url_for("articles.show", slug=article.slug))
    return FeedEntry(
        stable_id(article),
        url,
        article.headline,
        article.summary,
        text_of(article, url) if whole else "",
        article.published_at,
        max(article.published_at, article.corrected_at or article.published_at),
        authors_of(article),
        categories_of(article),
        image_of(article.lead_picture),
    )


def stable_id(article: Article) -> str:
    """A name-based UUID (RFC 9562) from the article's id, because slugs can change."""
    return uuid5(NAMESPACE_URL, absolute(f"/articles/#{article.id}")).urn


def text_of(article: Article, url: str) -> str:
    html = render_template("feeds/_text.html", article=article)
    return LINK.sub(lambda link: link[1] + _resolved(url, link[2]), html).strip()


def _resolved(base: str, written: str) -> str:
    """The absolute URL, or `base` if it cannot be parsed, which would break readers."""
    try:
        return escape(urljoin(base, unescape(written)))
    except ValueError:
        return escape(base)


def authors_of(article: Article) -> list[Author]:
    return [
        Author(one.name, absolute(url_for("contributors.show", slug=one.slug)))
        for one in article.contributors
    ]


def categories_of(article: Article) -> list[Category]:
    named = [("/regions/", one.slug, one.name) for one in article.regions]
    named += [("/topics/", one.slug, one.name) for one in article.topics]
    return [Category(absolute(path), slug, name) for path, slug, name in named]


def image_of(picture: Picture | None) -> Image | None:
    """None until its renditions are ready."""
    files = picture.renditions("whole", "image/jpeg") if picture else []
    if picture is None or not files:
        return None
    file = fitting(files, WIDEST)
    url = absolute(url_for("pictures.show", key=file.key))
    return Image(url, file, picture.alt_text, picture.credit)
