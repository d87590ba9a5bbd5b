"""Content has everything written in a story, and loses nothing."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from extensions import db
from models.base import transaction
from models.pictures.picture_use import PictureUse
from models.stories.article import Article
from models.stories.content import Content
from models.stories.placement import LINKS
from models.taxonomy.region import Region
from testbed.pages import count_queries
from tests.admin.stories.writing import autosave, make_story, stored
from tests.factories import (
    make_article,
    make_contributor,
    make_picture,
    make_region,
    make_topic,
)
from tests.newsroom import Desk


@pytest.fixture
def regions(app: Flask) -> list[Region]:
    return [make_region(name) for name in ("Europe", "Asia", "Africa")]


def apply(story: Article, **given: Any) -> Content:
    content = Content(headline="A headline", slug=story.slug, **given)
    with transaction():
        content.apply_to(story)
    return content


def positions(story: Article, links: str) -> list[int]:
    rows = select(LINKS[links]).where(LINKS[links].article_id == story.id)
    return sorted(row.position for row in db.session.scalars(rows))


def test_content_is_applied_to_the_article(app: Flask, regions: list[Region]) -> None:
    story = make_story()
    content = apply(
        story,
        dek="A dek.",
        opening="<p>One.</p>\n",
        rest="<p>Two.</p>\n",
        regions=tuple(region.id for region in regions),
        topics=(make_topic().id,),
        contributors=(make_contributor().id,),
        lead_picture=make_picture().id,
        seo_title="Found",
    )
    assert Content.of(stored(story)) == content
    assert story.word_count == content.word_count == 2


def test_contents_of_loaded_stories_need_no_query(
    app: Flask, regions: list[Region]
) -> None:
    story = make_article(regions=regions, topics=[make_topic()])
    expected = Content.of(stored(story))
    _ = story.region_links, story.topic_links, story.byline_links
    with count_queries() as statements:
        assert Content.of(story) == expected
    assert not statements


@pytest.mark.parametrize("order", [(1, 0, 2), (2,), (), (0, 2), (2, 1), (2, 1, 0)])
def test_order_replaces_the_previous_one(
    app: Flask, regions: list[Region], order: tuple[int, ...]
) -> None:
    story = make_article(status="draft", published_at=None, regions=regions)
    wanted = tuple(regions[place].id for place in order)
    apply(story, regions=wanted)
    assert Content.of(stored(story)).regions == wanted
    assert [region.id for region in story.regions] == list(wanted)
    assert positions(story, "region_links") == list(range(len(wanted)))


def test_new_placement_of_a_public_story_has_its_time(
    app: Flask, regions: list[Region]
) -> None:
    story = make_article(regions=regions[:1])
    apply(story, regions=(regions[1].id, regions[0].id))
    times = {link.published_at for link in stored(story).region_links}
    assert times == {story.published_at}


def test_json_round_trip(app: Flask) -> None:
    content = Content(headline="A", regions=(3, 1), lead_picture=7, rest="<p>x</p>\n")
    assert Content.read(content.as_json()) == content


def test_json_of_an_older_release_is_read(app: Flask) -> None:
    older = {"headline": "A", "regions": [2], "mood": "unknown here"}
    assert Content.read(older) == Content(headline="A", regions=(2,))


def test_deleted_rows_are_left_out(app: Flask, regions: list[Region]) -> None:
    content = Content(regions=(999, regions[0].id), lead_picture=999)
    assert content.still_there() == Content(regions=(regions[0].id,))
    words = content.in_words()
    assert words["regions"] == "something deleted, Europe"


def test_words_are_names(app: Flask, regions: list[Region]) -> None:
    picture = make_picture(alt_text="A lighthouse")
    content = Content(
        regions=(regions[1].id, regions[0].id),
        lead_picture=picture.id,
        opening="<p>One.</p>\n",
        rest="<p>Two.</p>\n",
    )
    words = content.in_words()
    assert words["regions"] == "Asia, Europe"
    assert words["lead_picture"] == f"A lighthouse (no. {picture.id})"
    assert words["body"] == "<p>One.</p>\n<hr data-fold>\n<p>Two.</p>\n"


def test_used_pictures_are_recorded(desk: Desk) -> None:
    story = make_story()
    lead, inside = make_picture(), make_picture()
    body = f'<p>One.</p><figure data-picture="{inside.id}"></figure>'
    autosave(desk, story, 0, lead_picture=lead.id, body=body)
    used = select(PictureUse.picture_id).where(PictureUse.article_id == story.id)
    assert set(db.session.scalars(used)) == {lead.id, inside.id}
    autosave(desk, story, 1)
    db.session.rollback()
    assert not set(db.session.scalars(used))


def test_pictures_of_a_public_story_are_those_of_its_draft_too(desk: Desk) -> None:
    first, second = make_picture(), make_picture()
    story = make_article(lead_picture=first)
    autosave(desk, story, 0, lead_picture=second.id)
    used = select(PictureUse.picture_id).where(PictureUse.article_id == story.id)
    assert set(db.session.scalars(used)) == {first.id, second.id}
