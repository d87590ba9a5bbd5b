"""The last part of a story's address: made from its headline, or chosen."""

import re

from sqlalchemy import select

from extensions import db
from importers.slugs import LONGEST, is_slug, slug_of
from models.article import Article
from models.content import Content

UNTITLED = re.compile(r"untitled-[0-9a-f]{8}")
ROOM = 10  # characters for a number behind it


class BadAddress(Exception):
    """The message is a sentence for whoever typed it."""


def is_automatic(content: Content) -> bool:
    """Nobody has chosen the slug: it follows the headline."""
    if UNTITLED.fullmatch(content.slug):
        return True
    return bool(content.headline) and _is_made_from(content.headline, content.slug)


def typed_slug(content: Content, article: Article) -> str:
    """What the form's field holds."""
    is_hidden = not article.was_public and is_automatic(content)
    return "" if is_hidden else content.slug


def read_slug(typed: str, headline: str, article: Article, before: Content) -> str:
    """Raises BadAddress. What is free is looked up only where something changes."""
    if typed == before.slug or (not typed and not _follows(headline, article, before)):
        return before.slug
    if typed and not is_slug(typed):
        example = slug_of(typed)
        raise BadAddress(
            "An address is made of small letters without accents, digits and hyphens: "
            f"“{example}”, for example."
        )
    wanted = typed or slug_of(headline)
    free = free_slug(wanted, article.id)
    if typed and free != typed:
        raise BadAddress(f"Another story is at “{typed}”: take “{free}”, for example.")
    return free


def free_slug(wanted: str, article_id: int) -> str:
    """It, or it with the first number that makes it nobody else's."""
    others = select(Article.slug).where(Article.id != article_id)
    if db.session.scalar(others.where(Article.slug == wanted)) is None:
        return wanted
    stem = wanted[: LONGEST - ROOM].rstrip("-")
    numbered = Article.slug.startswith(f"{stem}-", autoescape=True)
    taken = set(db.session.scalars(others.where(numbered)))
    return next(
        slug
        for number in range(2, len(taken) + 3)
        if (slug := f"{stem}-{number}") not in taken
    )


def _follows(headline: str, article: Article, before: Content) -> bool:
    """Whether the slug has to be made anew, nothing having been typed for it."""
    if article.was_public or not headline:
        return False
    return not _is_made_from(headline, before.slug)


def _is_made_from(headline: str, slug: str) -> bool:
    made = slug_of(headline)
    stem = re.escape(made[: LONGEST - ROOM].rstrip("-"))
    return slug == made or re.fullmatch(rf"{stem}-[0-9]{{1,9}}", slug) is not None
