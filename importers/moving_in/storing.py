"""Stores a story of another system with its pictures and its old addresses."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from urllib.parse import unquote

from extensions import db
from importers.archives.limits import time_limit
from importers.archives.records import ArchiveProblem, ForeignStory, Term
from importers.content.rows import arrange, assign, find
from importers.foreign_html.converting import Converted
from importers.moving_in.pictures import PictureStore
from importers.moving_in.plan import Plan
from importers.moving_in.redirects import add_redirects
from importers.moving_in.texts import fit, fit_line
from models.base import transaction
from models.body.markup import PICTURE, Body, TangledHTML, read_body
from models.imports.imported_item import ImportedItem, find_item, hash_of
from models.input_rules import longest
from models.slug import is_slug, slug_of
from models.stories.article import Article, path_of
from models.stories.content import Content
from models.stories.draft import draft_of, replace_draft
from models.taxonomy.contributor import Contributor
from models.taxonomy.region import Region
from models.taxonomy.topic import Topic

Named = TypeVar("Named", Contributor, Region, Topic)
# Increase it when conversion changes, so that a later release imports records again.
CONVERSION = 1
UNTITLED = "Untitled"


@dataclass(frozen=True)
class Stored:
    """`outcome` is new, changed, unchanged or kept: a story that was edited here."""

    outcome: str
    remarks: Counter[str]


@dataclass(frozen=True)
class Storage:
    plan: Plan
    pictures: PictureStore
    now: Callable[[], datetime]
    is_dry_run: bool = False

    def store(
        self, story: ForeignStory, key: str, convert: Callable[[], Converted]
    ) -> Stored:
        """Reads, converts and fetches first, so the transaction is short.

        Raises ArchiveProblem.
        """
        content_hash = hash_of(CONVERSION, vars(replace(story, line=0)))
        item = find_item(key)
        if item and item.content_hash == content_hash and item.is_complete:
            return Stored("unchanged", Counter())
        is_known, is_kept = item is not None, item is not None and not _is_ours(item)
        db.session.rollback()
        if is_kept:
            self._leave(key, content_hash)
            return Stored("kept", Counter())
        with time_limit():
            converted = convert()
        if self.is_dry_run:
            _read(converted.html, story)
            return Stored("changed" if is_known else "new", converted.remarks)
        body, is_complete = self._body(story, converted)
        lead = self.pictures.id_of(story.lead) if story.lead else None
        is_complete = is_complete and (lead is not None or story.lead is None)
        slug = self.plan.stories[key].slug
        with transaction():
            outcome, item = self._write(story, key, slug, body, lead)
            item.content_hash, item.is_complete = content_hash, is_complete
        return Stored(outcome, converted.remarks)

    def _leave(self, key: str, content_hash: str) -> None:
        """Somebody has worked on it here; the next import need not look again."""
        if self.is_dry_run:
            return
        with transaction():
            item = find_item(key)
            if item:
                item.content_hash, item.is_complete = content_hash, True

    def _body(self, story: ForeignStory, converted: Converted) -> tuple[Body, bool]:
        ids = [self.pictures.id_of(picture) for picture in converted.pictures]

        def figure(found: re.Match[str]) -> str:
            id_ = ids[int(found[1]) - 1]
            return f'<figure data-picture="{id_}"></figure>' if id_ else ""

        body = _read(PICTURE.sub(figure, converted.html), story)
        return body, None not in ids

    def _write(
        self, story: ForeignStory, key: str, slug: str, body: Body, lead: int | None
    ) -> tuple[str, ImportedItem]:
        item = find_item(key)
        if item and not _is_ours(item):
            return "kept", item  # meanwhile
        article = db.session.get_one(Article, item.article_id) if item else None
        before = Content.of(article) if article else None
        article = article or Article(slug=slug, kind=story.kind)
        _fill(article, story, body, lead)
        self._redirect_here(story, article)
        item = item or _item_of(story, key, article)
        item.stored_hash = _state(article)
        if Content.of(article) == before:
            return "unchanged", item
        replace_draft(article, self.now())
        return "changed" if before else "new", item

    def _redirect_here(self, story: ForeignStory, article: Article) -> None:
        """Skips drafts, and topics that only drafts have, as these would answer 404."""
        if story.status != "published":
            return
        add_redirects(story.paths, path_of(article.kind, article.slug), self.now())
        for topic in story.topics:
            new = f"/topics/{_slug(topic)}"
            add_redirects(topic.paths, new, self.now())
            feeds = [f"{path}feed/" for path in topic.paths]
            add_redirects(feeds, f"{new}/latest/feed.rss", self.now())
        for author in story.authors:
            add_redirects(
                author.paths, f"/contributors/{slug_of(author.name)}", self.now()
            )


def _is_ours(item: ImportedItem) -> bool:
    """Whether nobody has edited, withdrawn or deleted the story here."""
    article = db.session.get(Article, item.article_id) if item.article_id else None
    if article is None or item.stored_hash != _state(article):
        return False
    draft = draft_of(article)
    return draft is None or not draft.differs_from(article)


def _state(article: Article) -> str:
    when = article.published_at and article.published_at.isoformat()
    return hash_of(Content.of(article).as_json(), article.status, when)


def _read(html: str, story: ForeignStory) -> Body:
    try:
        return read_body(html)
    except TangledHTML as tangled:
        message = str(tangled)
        raise ArchiveProblem(message, line=story.line, item=story.headline) from None


def _fill(article: Article, story: ForeignStory, body: Body, lead: int | None) -> None:
    assign(article, **_values(story), lead_picture_id=lead)
    if article.body is None or (article.opening, article.rest) != (
        body.opening,
        body.rest,
    ):
        article.write(body.opening, body.rest)
    db.session.add(article)
    arrange(article, "regions", [_term(Region, one) for one in story.regions])
    arrange(article, "topics", [_term(Topic, one) for one in story.topics])
    authors = [_term(Contributor, one) for one in story.authors]
    arrange(article, "contributors", list(dict.fromkeys(authors)))
    db.session.flush()


def _item_of(story: ForeignStory, key: str, article: Article) -> ImportedItem:
    item = ImportedItem(
        key_hash=key,
        source=story.key.source[:300],
        kind=story.key.kind[:50],
        foreign_id=story.key.id[:300],
        article_id=article.id,
    )
    db.session.add(item)
    return item


def _values(story: ForeignStory) -> dict[str, object]:
    return {
        "headline": fit_line(story.headline, longest(Article.headline)) or UNTITLED,
        "dek": fit(story.dek, longest(Article.dek)),
        "status": story.status,
        "published_at": story.published_at if story.status == "published" else None,
        "updated_at": story.updated_at,
        "seo_title": fit_line(story.seo_title, longest(Article.seo_title)),
        "seo_description": fit(story.seo_description, longest(Article.seo_description)),
    }


def _slug(term: Term) -> str:
    slug = unquote(term.slug)
    return slug if is_slug(slug) else slug_of(slug or term.name)


def _term(model: type[Named], term: Term) -> Named:
    """Finds it by slug; authors by name, because a person may have two logins."""
    slug = slug_of(term.name) if model is Contributor else _slug(term)
    row = find(model, slug)
    if row is None:
        row = model(slug=slug, name=fit_line(term.name, longest(model.name)) or slug)
        db.session.add(row)
        db.session.flush()
    return row
