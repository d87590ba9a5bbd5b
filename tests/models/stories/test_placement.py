"""Regions, topics and bylines are read for all stories at once, on first use."""

import pytest
from flask import Flask
from sqlalchemy import select

from extensions import db
from models.stories.article import Article
from testbed.pages import count_queries
from tests import factories as make


def stories() -> list[Article]:
    db.session.expunge_all()
    return list(db.session.scalars(select(Article).order_by(Article.id)))


@pytest.mark.parametrize("name", ["regions", "topics", "contributors"])
def test_first_use_loads_them_for_all_stories(app: Flask, name: str) -> None:
    made = {
        "regions": make.make_region("Europe"),
        "topics": make.make_topic("Europe"),
        "contributors": make.make_contributor("Europe"),
    }
    for _ in range(3):
        make.make_article(**{name: [made[name]]})
    make.make_article()
    found = stories()
    with count_queries() as statements:
        names = [[row.name for row in getattr(story, name)] for story in found]
    assert names == [["Europe"]] * 3 + [[]]
    assert len(statements) == 1


def test_expired_story_loads_its_regions_again(app: Flask) -> None:
    first, second = (make.make_region(name) for name in ("Asia", "Europe"))
    make.make_article(regions=[second, first])
    (story,) = stories()
    assert [region.name for region in story.regions] == ["Europe", "Asia"]
    db.session.expire_all()
    assert [region.name for region in story.regions] == ["Europe", "Asia"]


def test_unsaved_changes_are_kept(app: Flask) -> None:
    region = make.make_region("Asia")
    make.make_article()
    make.make_article()
    one, other = stories()
    one.regions = [region]
    assert other.regions == []
    assert [region.name for region in one.regions] == ["Asia"]
    db.session.rollback()
