"""How each kind of document becomes a row: found by slug, made or changed.

The caller holds the transaction and sees what changed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from sqlalchemy import select

from extensions import db
from importers.document import Document
from importers.pictures import read_picture
from importers.slugs import is_slug, slug_of
from models.article import STATUSES, Article
from models.contributor import Contributor
from models.front_page import FrontPageSlot
from models.redirect import Redirect
from models.region import Region
from models.setting import NAMES, Newsroom, write_newsroom
from models.topic import Topic

ARTICLE_FIELDS = (
    *("kind", "slug", "headline", "dek", "regions", "topics", "byline", "status"),
    *("published_at", "updated_at", "picture", "seo_title", "seo_description"),
)


Row = TypeVar("Row")


def slug_for(document: Document) -> str:
    slug = document.words("slug", 200) or document.path.stem
    if not is_slug(slug):
        raise document.problem(
            "slug",
            f"{slug!r} cannot stand in an address: use a-z, 0-9 and single hyphens, "
            "in the file's name or as `slug`.",
        )
    return slug


def find(model: type[Row], slug: str) -> Row | None:
    return db.session.scalar(select(model).where(model.slug == slug))  # type: ignore[attr-defined]


def find_or_make(model: type[Row], slug: str) -> Row:
    row = find(model, slug)
    if row is None:
        row = model(slug=slug)
        db.session.add(row)
    return row


def assign(row: object, **values: object) -> None:
    """Sets what differs, so that an unchanged row stays untouched."""
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def named(model: type[Row], names: list[str]) -> list[Row]:
    """The regions, topics or contributors of these names or slugs; new ones made."""
    return [_named(model, name) for name in names]


def _named(model: type[Row], name: str) -> Row:
    by_name = db.session.scalar(select(model).where(model.name == name))  # type: ignore[attr-defined]
    row = by_name or find_or_make(model, slug_of(name))
    if not row.name:  # type: ignore[attr-defined]
        row.name = name  # type: ignore[attr-defined]
    db.session.flush()
    return row


def import_article(document: Document) -> None:
    document.refuse_unknown(ARTICLE_FIELDS)
    headline = document.words("headline", needed=True)
    text = document.folded_text()
    article = find_or_make(Article, slug_for(document))
    with db.session.no_autoflush:
        assign(
            article,
            kind=document.choice("kind", ("article", "brief", "page"), "article"),
            headline=headline,
            dek=document.words("dek", 1000),
            seo_title=document.words("seo_title"),
            seo_description=document.words("seo_description", 1000),
            updated_at=document.time("updated_at"),
            **_standing(document),
        )
        if (article.body, article.fold) != (text.opening + text.rest, len(text.opening)):
            article.write(text.opening, text.rest)
        article.lead_picture = read_picture(document, article.lead_picture)
    _place(article, document)


def _standing(document: Document) -> dict[str, Any]:
    published_at = document.time("published_at")
    default = "published" if published_at else "draft"
    status = document.choice("status", STATUSES, default)
    if status in ("published", "withdrawn") and published_at is None:
        raise document.problem("status", f"What is {status} needs a `published_at`.")
    return {"status": status, "published_at": published_at}


def _place(article: Article, document: Document) -> None:
    for name, model, field in (
        ("regions", Region, "regions"),
        ("topics", Topic, "topics"),
        ("contributors", Contributor, "byline"),
    ):
        rows: list[Any] = named(model, document.names(field))
        if list(getattr(article, name)) != rows:
            setattr(article, name, rows)


def import_region(document: Document) -> None:
    document.refuse_unknown(("kind", "slug", "name", "hue", "west", "east", "position"))
    region = find_or_make(Region, slug_for(document))
    assign(
        region,
        name=document.words("name", 200, needed=True),
        hue=document.number("hue", 0, 359, 60),
        west=document.number("west", -180, 180, -180),
        east=document.number("east", -180, 180, 180),
        position=document.number("position", 0, 9999, 0),
        description=_html(document),
    )


def import_topic(document: Document) -> None:
    document.refuse_unknown(("kind", "slug", "name"))
    topic = find_or_make(Topic, slug_for(document))
    name = document.words("name", 200, needed=True)
    assign(topic, name=name, description=_html(document))


def import_contributor(document: Document) -> None:
    document.refuse_unknown(("kind", "slug", "name", "role", "picture"))
    contributor = find_or_make(Contributor, slug_for(document))
    with db.session.no_autoflush:
        assign(
            contributor,
            name=document.words("name", 200, needed=True),
            role=document.words("role"),
            biography=_html(document),
        )
        contributor.portrait = read_picture(document, contributor.portrait)


def _html(document: Document) -> str:
    text = document.folded_text()
    return text.opening + text.rest


def import_front_page(document: Document) -> None:
    document.refuse_unknown(("kind", "slots"))
    slugs = document.names("slots")
    ids = [_article_id(document, slug) for slug in slugs]
    rows = db.session.scalars(
        select(FrontPageSlot).order_by(FrontPageSlot.position)
    ).all()
    if [row.article_id for row in rows] == ids:
        return
    for row in rows:
        db.session.delete(row)
    db.session.flush()
    db.session.add_all(
        FrontPageSlot(position=place, article_id=article_id)
        for place, article_id in enumerate(ids)
    )


def _article_id(document: Document, slug: str) -> int:
    article = find(Article, slug)
    if article is None:
        raise document.problem("slots", f"There is no article {slug!r} to put here.")
    return article.id


def import_redirects(document: Document) -> None:
    """`redirects` maps old paths to new ones."""
    document.refuse_unknown(("kind", "redirects"))
    moved = document.fields.get("redirects") or {}
    if not isinstance(moved, dict) or not all(map(_is_path, [*moved, *moved.values()])):
        raise document.problem(
            "redirects", "`redirects` takes lines such as `/old-path: /new-path`."
        )
    for old, new in moved.items():
        _redirect(str(old), str(new))


def _is_path(value: object) -> bool:
    path = str(value)
    return path.startswith("/") and not path.startswith("//") and len(path) <= 500


def _redirect(old: str, new: str) -> None:
    row = db.session.scalar(select(Redirect).where(Redirect.old_path == old))
    if row is None:
        row = Redirect(old_path=old)
        db.session.add(row)
    assign(row, new_path=new)


def import_settings(document: Document) -> None:
    document.refuse_unknown(("kind", *NAMES))
    values: dict[str, Any] = {
        name: document.words(name, 1000)
        for name in document.fields
        if name not in ("kind", "social_links", "poll_seconds")
    }
    values["social_links"] = _social_links(document)
    values["poll_seconds"] = document.number("poll_seconds", 5, 3600, 15)
    write_newsroom(Newsroom(**values))


def _social_links(document: Document) -> tuple[dict[str, str], ...]:
    links = document.fields.get("social_links") or []
    if not isinstance(links, list) or not all(map(_is_link, links)):
        raise document.problem(
            "social_links", "`social_links` takes a list of `{name: …, url: https://…}`."
        )
    return tuple({"name": str(link["name"]), "url": str(link["url"])} for link in links)


def _is_link(link: object) -> bool:
    return (
        isinstance(link, dict)
        and link.keys() == {"name", "url"}
        and urlsplit(str(link["url"])).scheme in ("http", "https")
    )


@dataclass(frozen=True)
class Kind:
    """How documents of one kind are read, and the model their slugs belong to."""

    read: Callable[[Document], None]
    model: type[Article | Contributor | Region | Topic] | None = None


# In this order: what an article names should exist before the article.
KINDS: dict[str, Kind] = {
    "settings": Kind(import_settings),
    "region": Kind(import_region, Region),
    "topic": Kind(import_topic, Topic),
    "contributor": Kind(import_contributor, Contributor),
    "article": Kind(import_article, Article),
    "brief": Kind(import_article, Article),
    "page": Kind(import_article, Article),
    "front-page": Kind(import_front_page),
    "redirects": Kind(import_redirects),
}


def kind_of(document: Document) -> str:
    kind = document.fields.get("kind", "article")
    if kind not in KINDS:
        takes = ", ".join(KINDS)
        raise document.problem("kind", f"`kind` is {kind!r}, but takes one of {takes}.")
    return str(kind)
