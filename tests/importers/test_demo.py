"""The demo content is complete, and enough for a magazine."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from config import ROOT
from extensions import db
from importers.content.importing import Report
from models.front_page import FrontPageSlot
from models.pictures.picture import Picture
from models.stories.article import Article
from models.taxonomy.contributor import Contributor
from models.taxonomy.region import Region
from models.taxonomy.topic import Topic
from tests.importers.conftest import bring_in
from tests.some import some

DEMO = ROOT / "demo" / "content"
PICTURES = ROOT / "demo" / "pictures"
LIKE_A_FILE = re.compile(r"\.(jpe?g|png|webp)$|_|^\S+$|^(picture|image) of")


@pytest.fixture(scope="module")
def report() -> list[Report]:
    return []


@pytest.fixture(scope="module", autouse=True)
def magazine(
    migrated_sqlite: Path,
    tmp_path_factory: pytest.TempPathFactory,
    report: list[Report],
) -> Iterator[Flask]:
    instance = tmp_path_factory.mktemp("demo")
    shutil.copy(migrated_sqlite, instance / "meridian.db")
    app = create_app({"INSTANCE_PATH": str(instance), "TESTING": True})
    with app.app_context():
        report.append(bring_in(DEMO))
        yield app
        db.session.remove()
        db.engine.dispose()


def articles(kind: str) -> list[Article]:
    return list(db.session.scalars(select(Article).where(Article.kind == kind)))


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_it_is_imported_without_problems(report: list[Report]) -> None:
    assert report[0].problems == []
    assert report[0].stopped is None
    assert report[0].counts["new"] == len(list(DEMO.rglob("*.md")))


def test_there_is_enough_of_everything() -> None:
    assert len(articles("article")) >= 24
    assert len(articles("brief")) >= 10
    assert (count(Contributor), count(Region), count(Topic)) == (8, 7, 3)
    assert "about" in {page.slug for page in articles("page")}
    assert count(FrontPageSlot) > 0


def test_articles_have_a_plausible_length() -> None:
    for article in some(articles("article")):
        assert 400 <= article.word_count <= 900, article.slug


def test_articles_have_all_their_parts() -> None:
    for article in some(articles("article")):
        assert article.dek, article.slug
        assert article.regions, article.slug
        assert article.contributors, article.slug
        assert article.lead_picture, article.slug
        assert article.rest.strip(), article.slug
    regions = {
        region.slug for article in articles("article") for region in article.regions
    }
    assert len(regions) == 7


def test_contributors_have_portraits_and_biographies() -> None:
    for person in some(db.session.scalars(select(Contributor))):
        assert person.portrait, person.slug
        assert person.biography, person.slug


def test_alt_texts_describe_the_pictures() -> None:
    headlines = {article.headline for article in articles("article")}
    for picture in some(db.session.scalars(select(Picture))):
        alt_text = picture.alt_text
        assert len(alt_text) > 20, alt_text
        assert alt_text not in headlines
        assert not LIKE_A_FILE.search(alt_text), alt_text
