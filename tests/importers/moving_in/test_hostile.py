"""No export stops an import, shows what is private, or overwrites an editor's work."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from extensions import db
from importers.archives import limits
from models.base import transaction
from models.redirect import Redirect
from models.stories.article import Article
from tests.conftest import Clock
from tests.factories import make_picture
from tests.importers.moving_in.conftest import MoveIn

Write = Callable[..., Path]
GOOD = "<p>A good text.</p>"


def item(number: int, body: str = GOOD, more: str = "", **fields: str) -> str:
    values = {
        "title": f"Story {number}",
        "link": f"https://old.example/story-{number}/",
        "wp:post_date_gmt": "2024-05-01 10:00:00",
        "wp:status": "publish",
        **fields,
    }
    written = "".join(f"<{n}><![CDATA[{v}]]></{n}>" for n, v in values.items())
    return (
        f"<item>{written}<content:encoded><![CDATA[{body}]]></content:encoded>"
        f"<wp:post_id>{number}</wp:post_id><wp:post_type>post</wp:post_type>{more}</item>"
    )


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def file(*items: str, head: str = "") -> Path:
        path = tmp_path / "export.xml"
        path.write_text(
            '<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/">'
            f"<channel><link>https://old.example</link>{head}{''.join(items)}"
            "</channel></rss>",
            encoding="utf-8",
        )
        return path

    return file


def stories() -> dict[str, Article]:
    db.session.rollback()
    return {one.headline: one for one in db.session.scalars(select(Article))}


@pytest.mark.parametrize(
    "body",
    [
        '<object><param><embed src="https://www.youtube.com/v/x"></object>',
        "<video><audio src='a'></audio></video><iframe><iframe></iframe></iframe>",
        "<sup data-fn='a'>1<sup data-fn='b'>2</sup></sup>",
        "<figure data-picture='7'></figure>",
        '<img src="//[bad/x.png">',
        '<img data-src="http://[bad" src="data:x">',
        f'<img src="/{"x" * 300}.png">',
        '<img src="/a%00b.png">',
        f'<img src="{"/a" * 1500}.png">',
    ],
)
def test_odd_html_stops_nothing(move_in: MoveIn, write: Write, body: str) -> None:
    move_in(write(item(1, body + GOOD), item(2)))
    assert {"Story 1", "Story 2"} <= stories().keys()


@pytest.mark.parametrize(
    "more",
    [
        (
            "<wp:postmeta><wp:meta_key>footnotes</wp:meta_key><wp:meta_value>"
            f"{'[' * 100_000}</wp:meta_value></wp:postmeta>"
        ),
        "<pubDate>Fri, 31 Dec 9999 23:59:59 -2359</pubDate>",
        "<category domain='category' nicename=''></category>",
    ],
)
def test_odd_fields_stop_nothing(move_in: MoveIn, write: Write, more: str) -> None:
    move_in(write(item(1, more=more, **{"wp:post_date_gmt": ""}), item(2)))
    assert {"Story 1", "Story 2"} <= stories().keys()


@pytest.mark.parametrize(
    "body",
    [
        "[a] " * 5000,
        "[[" + "a" * 20_000,
        "[x " + "a=“ " * 5000,
        "<pre " * 5000,
        "<!--more " * 5000,
        "<p " * 5000,
        "<div>" * 5000,
        " " * 20_000 + "x",
        "[gallery]" * 300,
    ],
)
def test_slow_text_is_refused_in_time(
    move_in: MoveIn, write: Write, body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_SECONDS", 0.5)
    began = time.process_time()
    move_in(write(item(1, body), item(2)))
    assert time.process_time() - began < 20
    assert "Story 2" in stories()


def test_bad_term_does_not_stop_the_file(move_in: MoveIn, write: Write) -> None:
    head = (
        "<wp:category><wp:category_nicename>a</wp:category_nicename>"
        "<wp:cat_name>a<b</wp:cat_name></wp:category>"
    )
    move_in(write(item(1), head=head))
    assert "Story 1" in stories()


def test_edited_story_is_left_alone(move_in: MoveIn, write: Write) -> None:
    lost = '<p>Text</p><img src="https://old.example/gone.png">'
    move_in(write(item(1), item(2, lost)))
    with transaction():
        for one in db.session.scalars(select(Article)):
            one.headline, one.status = f"Edited {one.id}", "withdrawn"
    again = move_in(write(item(1, "<p>Changed there</p>"), item(2, lost)))
    assert again.outcomes == {"kept": 2}
    assert {one.status for one in stories().values()} == {"withdrawn"}
    assert all(name.startswith("Edited") for name in stories())


def test_untouched_story_follows_the_old_site(move_in: MoveIn, write: Write) -> None:
    move_in(write(item(1)))
    again = move_in(write(item(1, "<p>Changed there</p>")))
    assert again.outcomes == {"changed": 1}
    assert "Changed there" in stories()["Story 1"].body


def test_hidden_headline_is_in_no_link(
    move_in: MoveIn, write: Write, client: FlaskClient
) -> None:
    secret = item(3, title="Secret merger", link="https://old.example/?p=3")
    secret = secret.replace(">publish<", ">draft<").replace("[publish]", "[draft]")
    public = item(1, '<p><a href="https://old.example/?p=3">here</a></p>')
    move_in(write(public, secret))
    page = client.get("/articles/story-1").text
    assert "here" in page
    assert "secret-merger" not in page


def test_password_of_spaces_protects(move_in: MoveIn, write: Write) -> None:
    move_in(write(item(1, more="<wp:post_password> </wp:post_password>")))
    assert stories()["Story 1"].status == "draft"


def test_text_shows_no_picture_of_the_library(
    move_in: MoveIn, write: Write, clock: Clock
) -> None:
    picture = make_picture()
    body = f'<figure data-picture="{picture.id}"><figcaption></figcaption></figure>'
    move_in(write(item(1, body + GOOD)))
    assert "data-picture" not in stories()["Story 1"].body


@pytest.mark.parametrize("old", ["search?q=news", "?page=2", "feed?x=1", "?p="])
def test_old_address_never_shadows_our_pages(
    move_in: MoveIn, write: Write, old: str
) -> None:
    move_in(write(item(1, link=f"https://old.example/{old}")))
    found = db.session.scalars(select(Redirect.old_path)).all()
    assert [path for path in found if "?" in path] == ["/?p=1"]


@pytest.mark.parametrize("name", ["Jane (jane@x.org)", "bob@x.org, al@x.org"])
def test_byline_has_no_email_address(move_in: MoveIn, write: Write, name: str) -> None:
    move_in(write(item(1, **{"dc:creator": name})))
    assert stories()["Story 1"].contributors == []


@pytest.mark.parametrize(
    "post",
    [
        {"title": "\ud800", "html": "<p>\ud800</p>", "uuid": "\ud800"},
        {"published_at": "9999-12-31T23:59:59-23:59"},
        {"published_at": -62135596800000},
        {"feature_image": "http://[bad"},
        {"feature_image": "data:image/png;base64,AAAA"},
    ],
)
def test_odd_ghost_posts_stop_nothing(
    move_in: MoveIn, tmp_path: Path, post: dict[str, Any]
) -> None:
    base = {
        "id": "1",
        "uuid": "u",
        "title": "Odd",
        "slug": "odd",
        "html": GOOD,
        "status": "published",
        "visibility": "public",
        "published_at": "2024-05-01T10:00:00.000Z",
    }
    links = [{"post_id": "1", "tag_id": "5", "sort_order": "abc"}]
    good = base | {"id": "2", "uuid": "v", "title": "Good", "slug": "good"}
    data = {"posts": [base | post, good], "posts_tags": links}
    path = tmp_path / "ghost.json"
    path.write_text(json.dumps({"db": [{"meta": {}, "data": data}]}))
    move_in(path)
    assert "Good" in stories()
    assert len(stories()) == 2
