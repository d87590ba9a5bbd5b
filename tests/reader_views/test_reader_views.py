"""Reader views extract this story's text, author, picture and date, not another's.

Every story and brief of the demonstration, with Mozilla's Readability (Firefox) and
trafilatura, on its own page and with another story of the stream opened.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import trafilatura
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select, update

from commands.demo import CONTENT
from config import ROOT
from extensions import db
from importers.content.files import Grounds, content_files
from importers.content.importing import import_content
from models.base import transaction
from models.pictures.picture import Picture
from models.stories.article import Article
from tests.conftest import Clock, make_app, missing
from tests.some import some

SCRIPT = Path(__file__).parent / "readability.mjs"
SIZES = (320, 640, 1280)


@dataclass(frozen=True)
class Read:
    """A story, its page as HTML, and what must be extracted."""

    slug: str
    article_id: int
    url: str
    html: str
    headline: str
    day: str
    authors: list[str]
    picture: str
    own: list[str]


@pytest.fixture(scope="module")
def pages(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Read]]:
    folder = tmp_path_factory.mktemp("demonstration")
    shutil.copy(migrated_sqlite, folder / "meridian.db")
    app = make_app(f"sqlite:///{folder / 'meridian.db'}", folder, Clock())
    with app.app_context():
        import_content(content_files([CONTENT]), Grounds.of([CONTENT]))
        draw_pictures()
        yield read_all(app)
        db.session.remove()
        db.engine.dispose()


def draw_pictures() -> None:
    """Renders the pictures, like the worker."""
    for picture in db.session.scalars(select(Picture)).all():
        rows = [
            {"crop": crop, "media_type": f"image/{kind}", "width": width}
            | {"height": width // 2, "key": f"{picture.id:08x}{width:032x}.{end}"}
            for crop in ("whole", "card")
            for kind, end in (("jpeg", "jpg"), ("webp", "webp"))
            for width in SIZES
        ]
        drawn = {"rendition_rows": rows, "is_due": False}
        with transaction():
            here = Picture.id == picture.id
            db.session.execute(update(Picture).where(here).values(**drawn))


def read_all(app: Flask) -> list[Read]:
    named = select(Article).where(Article.kind != "page", Article.status == "published")
    stories = list(db.session.scalars(named))
    facts = [facts_of(story) for story in stories]
    slugs = [story.slug for story in stories]
    client = app.test_client()
    read = []
    for story, opened in zip(facts, [*slugs[1:], slugs[0]], strict=True):
        for query in ("", f"?open={opened}"):
            html = client.get(f"/articles/{story['slug']}{query}").text
            read.append(Read(html=html, **{**story, "url": story["url"] + query}))
    return read


def facts_of(story: Article) -> dict[str, Any]:
    assert story.published_at
    body = BeautifulSoup(story.body, "html.parser")
    key = f"/media/{story.lead_picture.id:08x}" if story.lead_picture else ""
    return {
        "slug": story.slug,
        "article_id": story.id,
        "url": f"http://localhost/articles/{story.slug}",
        "headline": story.headline,
        "day": f"{story.published_at:%Y-%m-%d}",
        "authors": [one.name for one in story.contributors],
        "picture": key,
        "own": [p.get_text() for p in body.select("p") if len(p.get_text()) > 60],
    }


def foreign(text: str, page: Read, pages: list[Read]) -> list[str]:
    """The slugs of other stories with a paragraph in the text."""
    flat = squeezed(text)
    return [
        other.slug
        for other in pages
        if other.slug != page.slug and any(squeezed(p) in flat for p in other.own)
    ]


def squeezed(text: str) -> str:
    return " ".join(text.split())


def missing_paragraphs(text: str, page: Read) -> list[str]:
    flat = squeezed(text)
    return [p for p in page.own if squeezed(p) not in flat]


@pytest.fixture(scope="module")
def readability(
    pages: list[Read], tmp_path_factory: pytest.TempPathFactory
) -> list[dict[str, Any]]:
    if not shutil.which("node") or not (ROOT / "node_modules" / "jsdom").exists():
        missing("Readability (node with node_modules)")
    given = tmp_path_factory.mktemp("pages") / "pages.json"
    inputs = [{"url": page.url, "html": page.html} for page in pages]
    given.write_text(json.dumps(inputs), "utf-8")
    run = subprocess.run(
        ["node", str(SCRIPT), str(given)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    taken: list[dict[str, Any]] = json.loads(run.stdout)
    assert len(taken) == len(pages) > 60
    return taken


def test_readability_takes_this_story_alone(
    pages: list[Read], readability: list[dict[str, Any]]
) -> None:
    for page, taken in zip(some(pages), readability, strict=True):
        assert foreign(taken["text"], page, pages) == [], page.url
        assert missing_paragraphs(taken["text"], page) == [], page.url
        assert taken["title"] == page.headline, page.url


def test_readability_names_its_authors_and_day(
    pages: list[Read], readability: list[dict[str, Any]]
) -> None:
    for page, taken in zip(some(pages), readability, strict=True):
        named = taken["byline"] or ""
        assert all(author in named for author in page.authors), page.url
        assert "min read" not in named, page.url
        assert page.day[:4] not in named, page.url
        assert taken["publishedTime"].startswith(page.day), page.url


def test_readability_keeps_the_lead_picture(
    pages: list[Read], readability: list[dict[str, Any]]
) -> None:
    pictured = [
        pair for pair in zip(pages, readability, strict=True) if pair[0].picture
    ]
    assert pictured
    for page, taken in pictured:
        assert any(page.picture in source for source in taken["images"]), page.url


def test_trafilatura_takes_this_story_alone(pages: list[Read]) -> None:
    assert pages
    for page in pages:
        text = trafilatura.extract(page.html, url=page.url, include_comments=False)
        assert foreign(text or "", page, pages) == [], page.url
        missed = missing_paragraphs(text or "", page)
        assert len(missed) <= len(page.own) / 10, page.url


def test_trafilatura_names_author_day_and_picture(pages: list[Read]) -> None:
    assert pages
    for page in pages:
        facts = trafilatura.extract_metadata(page.html, default_url=page.url)
        assert facts.title == page.headline, page.url
        assert all(author in (facts.author or "") for author in page.authors), page.url
        assert facts.date == page.day, page.url
        own = f"/media/social/{page.article_id}/"
        assert own in (facts.image or ""), page.url
