"""The magazine out into a folder: the format of docs/content-format.md."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from extensions import db
from importers.prose import write_markdown
from models.article import Article
from models.contributor import Contributor
from models.front_page import FrontPageSlot
from models.media import media
from models.picture import Picture
from models.redirect import Redirect
from models.region import Region
from models.setting import Newsroom, read_newsroom
from models.topic import Topic

Fields = dict[str, Any]
FOLDERS = {"article": "articles", "brief": "briefs", "page": "pages"}


def export_content(folder: Path) -> int:
    """Writes every noun's files and all pictures; returns the number of files."""
    written = 0
    for name, fields, text in _documents():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_document(fields, text), encoding="utf-8")
        written += 1
    return written + _write_pictures(folder / "pictures")


def _documents() -> Iterator[tuple[str, Fields, str]]:
    for write in WRITERS:
        yield from write()


def _document(fields: Fields, text: str) -> str:
    kept = {name: value for name, value in fields.items() if value not in ("", None, [])}
    front = yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{front}---\n\n{text}\n"


def _articles() -> Iterator[tuple[str, Fields, str]]:
    for article in db.session.scalars(select(Article).order_by(Article.slug)):
        name = f"{FOLDERS[article.kind]}/{article.slug}.md"
        yield name, _article_fields(article), write_markdown(article.opening, article.rest)


def _article_fields(article: Article) -> Fields:
    return {
        "headline": article.headline,
        "dek": article.dek,
        "kind": article.kind,
        "status": article.status,
        "published_at": article.published_at,
        "updated_at": article.updated_at,
        "regions": [region.slug for region in article.regions],
        "topics": [topic.slug for topic in article.topics],
        "byline": [contributor.slug for contributor in article.contributors],
        "seo_title": article.seo_title,
        "seo_description": article.seo_description,
        "picture": _picture_fields(article.lead_picture),
    }


def _picture_fields(picture: Picture | None) -> Fields | None:
    if picture is None:
        return None
    return {
        "file": f"../pictures/{picture.original}",
        "alt_text": picture.alt_text,
        "caption": picture.caption,
        "credit": picture.credit,
        "credit_url": picture.credit_url,
        "focal_point": [picture.focal_x, picture.focal_y],
    }


def _regions() -> Iterator[tuple[str, Fields, str]]:
    for region in db.session.scalars(select(Region).order_by(Region.slug)):
        fields = {
            "kind": "region",
            "name": region.name,
            "hue": region.hue,
            "west": region.west,
            "east": region.east,
            "position": region.position,
        }
        yield f"regions/{region.slug}.md", fields, _plain(region.description)


def _topics() -> Iterator[tuple[str, Fields, str]]:
    for topic in db.session.scalars(select(Topic).order_by(Topic.slug)):
        fields = {"kind": "topic", "name": topic.name}
        yield f"topics/{topic.slug}.md", fields, _plain(topic.description)


def _contributors() -> Iterator[tuple[str, Fields, str]]:
    for person in db.session.scalars(select(Contributor).order_by(Contributor.slug)):
        fields = {
            "kind": "contributor",
            "name": person.name,
            "role": person.role,
            "picture": _picture_fields(person.portrait),
        }
        yield f"contributors/{person.slug}.md", fields, _plain(person.biography)


def _plain(html: str) -> str:
    """A text in which the fold plays no part."""
    return write_markdown(html, "", folded=False)


def _front_page() -> Iterator[tuple[str, Fields, str]]:
    slots = db.session.scalars(select(FrontPageSlot).order_by(FrontPageSlot.position))
    slugs = [slot.article.slug for slot in slots]
    if slugs:
        yield "front-page.md", {"kind": "front-page", "slots": slugs}, ""


def _redirects() -> Iterator[tuple[str, Fields, str]]:
    rows = db.session.scalars(select(Redirect).order_by(Redirect.old_path))
    moved = {row.old_path: row.new_path for row in rows}
    if moved:
        yield "redirects.md", {"kind": "redirects", "redirects": moved}, ""


def _settings() -> Iterator[tuple[str, Fields, str]]:
    newsroom = read_newsroom()
    if newsroom != Newsroom():
        fields = asdict(newsroom) | {"social_links": list(newsroom.social_links)}
        yield "settings.md", {"kind": "settings"} | fields, ""


def _write_pictures(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    keys = set(db.session.scalars(select(Picture.original)))
    for key in keys:
        (folder / key).write_bytes(media.get(key) or b"")
    return len(keys)


Writer = Callable[[], Iterator[tuple[str, Fields, str]]]
WRITERS: tuple[Writer, ...] = (
    _settings,
    _regions,
    _topics,
    _contributors,
    _articles,
    _front_page,
    _redirects,
)
