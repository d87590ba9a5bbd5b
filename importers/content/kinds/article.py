"""Articles, briefs and pages as content files."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import select

from extensions import db
from importers.content.corrections import (
    read_corrections,
    store_corrections,
    write_corrections,
)
from importers.content.document import Document
from importers.content.kind import ContentFile, Kind, slug_for
from importers.content.pictures import read_picture, write_picture
from importers.content.rows import arrange, find, find_or_make, named
from importers.content.text_pictures import read_text_pictures, write_text_pictures
from importers.markdown.figures import numbered
from importers.markdown.writing import write_markdown
from models.input_rules import longest
from models.stories.article import KINDS, STATUSES, Article
from models.stories.content import Content
from models.stories.draft import replace_draft
from models.taxonomy.contributor import Contributor
from models.taxonomy.region import Region
from models.taxonomy.topic import Topic
from web.clock import utc_now

AT_ONCE = 20  # articles in memory, with their texts
FIELDS = (
    *("kind", "slug", "headline", "dek", "status", "published_at", "updated_at"),
    *("regions", "topics", "byline", "picture", "pictures", "corrections"),
    *("seo_title", "seo_description"),
)


def read(document: Document) -> Callable[[], None]:
    slug, text, values = slug_for(document), document.folded_text(), _values(document)
    present = find(Article, slug)
    if present:
        _refuse_other_kind(document, present)
    picture = read_picture(document, present.lead_picture if present else None)
    pictures = read_text_pictures(document, text.images, present)
    corrections = read_corrections(document)

    def store() -> None:
        ids = pictures.store()
        opening, rest = numbered(text.opening, ids), numbered(text.rest, ids)
        stored = find(Article, slug)  # again, as another import may have stored it
        before = Content.of(stored) if stored else None
        article = find_or_make(Article, slug, **values)
        if article.body is None or (article.opening, article.rest) != (opening, rest):
            article.write(opening, rest)
        article.lead_picture = picture.store() if picture else None
        arrange(article, "regions", named(document, "regions", Region))
        arrange(article, "topics", named(document, "topics", Topic))
        arrange(article, "contributors", named(document, "byline", Contributor))
        store_corrections(article, corrections)
        db.session.flush()  # gives new rows their ids, which the content contains
        if Content.of(article) != before:
            replace_draft(article, utc_now())

    return store


def write() -> Iterator[ContentFile]:
    """Reads in batches, so that a long export does not block SQLite's writers."""
    ids = list(db.session.scalars(select(Article.id).order_by(Article.slug)))
    for start in range(0, len(ids), AT_ONCE):
        batch = Article.id.in_(ids[start : start + AT_ONCE])
        rows = db.session.scalars(select(Article).where(batch).order_by(Article.slug))
        entries = [_entry(article) for article in rows]
        db.session.rollback()  # no transaction while the caller writes files
        yield from entries


def _entry(article: Article) -> ContentFile:
    files, pictures = write_text_pictures(article.body)
    fields = {
        "kind": article.kind,
        "headline": article.headline,
        "dek": article.dek,
        "status": article.status,
        "published_at": article.published_at,
        "updated_at": article.updated_at,
        "regions": [region.slug for region in article.regions],
        "topics": [topic.slug for topic in article.topics],
        "byline": [contributor.slug for contributor in article.contributors],
        "seo_title": article.seo_title,
        "seo_description": article.seo_description,
        "picture": write_picture(article.lead_picture),
        "pictures": pictures,
        "corrections": write_corrections(article),
    }
    text = write_markdown(article.opening, article.rest, files=files)
    return ContentFile(f"{article.kind}s/{article.slug}.md", fields, text)


def _values(document: Document) -> dict[str, Any]:
    published_at = document.time("published_at")
    default = "published" if published_at else "draft"
    status = document.choice("status", STATUSES, default)
    if status == "published" and published_at is None:
        message = (
            "A published story needs a `published_at`: add one, or make it a draft."
        )
        raise document.problem("status", message)
    line = document.line
    return {
        "kind": document.choice("kind", KINDS, "article"),
        "headline": line("headline", longest(Article.headline), needed=True),
        "dek": document.words("dek", longest(Article.dek)),
        "status": status,
        "published_at": published_at,
        "updated_at": document.time("updated_at"),
        "seo_title": line("seo_title", longest(Article.seo_title)),
        "seo_description": document.words(
            "seo_description", longest(Article.seo_description)
        ),
    }


def _refuse_other_kind(document: Document, present: Article) -> None:
    kind = document.choice("kind", KINDS, "article")
    if kind != present.kind:
        raise document.problem(
            "kind",
            f"The slug {present.slug!r} belongs to a stored {present.kind}, "
            f"not to a {kind}: name another `slug`, or correct the `kind`.",
        )


def _is_stored(document: Document) -> bool:
    return find(Article, slug_for(document)) is not None


ARTICLE = Kind(FIELDS, read, _is_stored, write)
