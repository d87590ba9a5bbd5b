"""A story's slug: made from its headline, or chosen."""

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from blueprints.admin.fields import bad_slug
from extensions import db
from models.redirect import Redirect
from models.slug import LONGEST, is_slug, slug_of
from models.stories.article import Article, path_of
from models.stories.content import Content
from web.clock import utc_now

# Slugs of stories without a headline: random, so that they never clash.
UNTITLED = re.compile(r"untitled-[0-9a-f]{8}")
ROOM = 10  # characters left for a number at the end
KINDS = ("article", "page")  # briefs share the addresses of articles
Meant = Callable[[Any, str], ColumnElement[bool]]


class BadAddress(Exception):
    """The message tells the writer what is wrong."""


def is_automatic(content: Content) -> bool:
    """Whether the slug follows the headline because nobody chose one."""
    if UNTITLED.fullmatch(content.slug):
        return True
    return bool(content.headline) and _is_made_from(content.headline, content.slug)


def typed_slug(content: Content, article: Article) -> str:
    """The value of the form's field: empty for an automatic slug."""
    is_hidden = not article.is_address_known(utc_now()) and is_automatic(content)
    return "" if is_hidden else content.slug


def read_slug(typed: str, headline: str, article: Article, before: Content) -> str:
    """Raises BadAddress. Queries for taken slugs only if the slug changes."""
    if typed == before.slug or (not typed and not _follows(headline, article, before)):
        return before.slug
    if typed and not is_slug(typed):
        raise BadAddress(bad_slug(typed))
    wanted = typed or slug_of(headline)
    free = free_slug(wanted, article)
    if typed and free != typed:
        raise BadAddress(
            f"“{typed}” is the address of another story, or redirects to one. Choose "
            f"another: “{free}”, for example."
        )
    return free


def free_slug(wanted: str, article: Article) -> str:
    """The slug, with a number appended if another story has it."""
    if not _taken(article, lambda column, prefix: column == prefix + wanted):
        return wanted
    stem = wanted[: LONGEST - ROOM].rstrip("-")
    taken = _taken(
        article,
        lambda column, prefix: column.startswith(f"{prefix}{stem}-", autoescape=True),
    )
    # One of these numbers is free: there are more of them than taken slugs.
    return next(
        slug
        for number in range(2, len(taken) + 3)
        if (slug := f"{stem}-{number}") not in taken
    )


def _taken(article: Article, is_meant: Meant) -> set[str]:
    """Slugs of other stories, and slugs that redirect to another story."""
    others = select(Article.slug).where(is_meant(Article.slug, ""))
    left = select(Redirect.old_path).where(
        or_(*(is_meant(Redirect.old_path, path_of(kind, "")) for kind in KINDS)),
        Redirect.new_path != article.path,
    )
    slugs = set(db.session.scalars(others.where(Article.id != article.id)))
    return slugs | {path.rpartition("/")[2] for path in db.session.scalars(left)}


def _follows(headline: str, article: Article, before: Content) -> bool:
    """Whether the slug must be generated again: none was typed."""
    if article.is_address_known(utc_now()) or not headline:
        return False
    return not _is_made_from(headline, before.slug)


def _is_made_from(headline: str, slug: str) -> bool:
    made = slug_of(headline)
    stem = re.escape(made[: LONGEST - ROOM].rstrip("-"))
    return slug == made or re.fullmatch(rf"{stem}-[0-9]{{1,9}}", slug) is not None
