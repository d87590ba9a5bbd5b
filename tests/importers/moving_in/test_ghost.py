"""Ghost exports of several versions, real ones and written ones."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from extensions import db
from models.stories.article import Article
from tests.importers.moving_in.conftest import EXPORTS, MoveIn
from tests.importers.snapshot import snapshot

POST = {
    "id": "1",
    "uuid": "a-1",
    "title": "The line",
    "slug": "the-line",
    "html": "<p>Text</p>",
    "status": "published",
    "visibility": "public",
    "published_at": "2024-05-01T10:00:00.000Z",
    "author_id": "9",
}


def export(folder: Path, *posts: dict[str, Any], **tables: list[Any]) -> Path:
    users = [
        {"id": "9", "name": "Ana Reis", "slug": "ana", "password": "$2a$10$secret"}
    ]
    data = {"posts": posts, "users": users, **tables}
    path = folder / "ghost.json"
    path.write_text(json.dumps({"db": [{"meta": {}, "data": data}]}))
    return path


def stories() -> list[Article]:
    return list(db.session.scalars(select(Article).order_by(Article.id)))


@pytest.mark.parametrize(
    ("name", "number"),
    [("v2_export.json", 7), ("v3_export.json", 7), ("valid.json", 2)],
)
def test_real_exports_are_imported_once(
    move_in: MoveIn, cases: Path, name: str, number: int
) -> None:
    path = EXPORTS / "ghost" / name
    assert cases.exists()
    assert move_in(path).outcomes == {"new": number}
    assert {one.status for one in stories()} == {"published"}
    stored = snapshot()
    assert move_in(path).outcomes == {"unchanged": number}
    assert snapshot() == stored


def test_story_has_its_details(
    move_in: MoveIn, tmp_path: Path, client: FlaskClient
) -> None:
    move_in(
        export(
            tmp_path,
            POST | {"custom_excerpt": "A dek"},
            tags=[
                {"id": "5", "name": "Maps", "slug": "maps"},
                {"id": "6", "name": "#internal", "slug": "hash-internal"},
            ],
            posts_tags=[
                {"post_id": "1", "tag_id": "6", "sort_order": 0},
                {"post_id": "1", "tag_id": "5", "sort_order": 1},
            ],
            posts_meta=[{"post_id": "1", "meta_title": "For search"}],
        )
    )
    (story,) = stories()
    assert (story.dek, story.seo_title) == ("A dek", "For search")
    assert [one.name for one in story.contributors] == ["Ana Reis"]
    assert [one.name for one in story.topics] == ["Maps"]
    for old in ("/the-line/", "/tag/maps/", "/author/ana/"):
        assert client.get(old).status_code == 301


@pytest.mark.parametrize(
    "more",
    [
        {"visibility": "members"},
        {"visibility": "paid"},
        {"status": "sent"},
        {"status": "draft"},
        {"published_at": None},
    ],
)
def test_what_was_not_public_is_a_draft(
    move_in: MoveIn, tmp_path: Path, more: dict[str, Any]
) -> None:
    move_in(export(tmp_path, POST | more))
    assert [one.status for one in stories()] == ["draft"]


def test_links_between_stories_are_rewritten(move_in: MoveIn, tmp_path: Path) -> None:
    html = (
        '<p><a href="__GHOST_URL__/second/">A</a> '
        '<a href="https://www.ghost.example/second/#part">B</a> '
        '<a href="https://other.example/second/">C</a></p>'
    )
    second = POST | {"id": "2", "uuid": "a-2", "slug": "second"}
    move_in(export(tmp_path, POST | {"html": html}, second))
    body = stories()[0].body
    assert 'href="/articles/second"' in body
    assert 'href="/articles/second#part"' in body
    assert 'href="https://other.example/second/"' in body


def test_cards_lose_what_loads_from_elsewhere(move_in: MoveIn, tmp_path: Path) -> None:
    html = (
        '<figure class="kg-card kg-bookmark-card"><a href="https://b.example/">'
        '<div class="kg-bookmark-title">A book</div><img src="https://b.example/x.png">'
        '</a></figure><figure class="kg-card kg-embed-card"><iframe '
        'src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe></figure>'
        '<div class="kg-signup-card"><form><input><button>Join</button></form></div>'
    )
    report = move_in(export(tmp_path, POST | {"html": html}))
    body = stories()[0].body
    assert "b.example/x.png" not in body
    assert ">A book</a>" in body
    assert 'data-embed="youtube:dQw4w9WgXcQ"' in body
    assert "Join" not in body
    assert report.lost_pictures == {}


def test_post_without_html_is_refused_with_a_remedy(
    move_in: MoveIn, tmp_path: Path
) -> None:
    lexical = POST | {"html": None, "lexical": "{}", "plaintext": "Words"}
    report = move_in(export(tmp_path, lexical, POST | {"id": "2", "uuid": "b"}))
    assert [one.item for one in report.refused] == ["The line"]
    assert len(stories()) == 1


@pytest.mark.parametrize(
    "text",
    ['{"db": [', '{"db": []}', '{"db": [{"data": {"posts": 3}}]}', '{"meta": 1}'],
)
def test_damaged_file_is_refused(move_in: MoveIn, tmp_path: Path, text: str) -> None:
    path = tmp_path / "ghost.json"
    path.write_text(text)
    report = move_in(path, is_whole=False)
    assert "not a whole Ghost export" in str(report.refused[0])
    assert stories() == []
