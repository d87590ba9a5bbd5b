"""Shared previews: one story for anybody with the link, until it ends."""

from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer

from extensions import db
from models.base import transaction
from models.stories.article import Article
from models.stories.draft import current_content, lock_story, save_draft
from models.stories.preview_link import TO_PREVIEW, PreviewLink, links_of
from tests import factories as make
from tests.conftest import START, Clock
from tests.newsroom import make_editor, sign_in
from tests.some import some
from web.preview.surfaces import surfaces_of


@pytest.fixture
def story(app: Flask) -> Article:
    return make.make_article(status="draft", slug="dam", headline="The dam")


@pytest.fixture
def link(app: Flask, story: Article, clock: Clock) -> PreviewLink:
    editor = make_editor()
    return make.keep(PreviewLink.make(story.id, editor, 7, clock.now))


@pytest.fixture
def address(app: Flask, link: PreviewLink) -> str:
    return f"/previews/{link.token(app.config['SECRET_KEY'])}"


def every_address(address: str) -> list[str]:
    names = [surface.name for surface in surfaces_of("article")]
    shells = [address, *(f"{address}/{name}" for name in names[1:])]
    return [*shells, *(f"{address}/surfaces/{name}" for name in [*names, "rest"])]


def test_link_shows_every_surface_to_anybody(client: FlaskClient, address: str) -> None:
    for path in some(every_address(address)):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "The dam" in answer.text, path


def test_preview_is_hidden_from_caches_search_and_other_sites(
    client: FlaskClient, address: str
) -> None:
    for path in [*every_address(address), "/previews/nonsense"]:
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "no-store", path
        assert answer.headers["Referrer-Policy"] == "no-referrer", path
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow", path
        assert "Set-Cookie" not in answer.headers


def test_preview_has_a_banner(client: FlaskClient, address: str) -> None:
    page = BeautifulSoup(client.get(address).text, "html.parser")
    banner = page.select_one(".preview-banner")
    assert banner
    assert "Preview – not published" in banner.text
    assert "until 30 Nov 2026, 09:00" in banner.text
    assert not banner.find_parent("main")
    frame = page.select_one("iframe")
    assert frame
    assert frame["src"] == f"{address}/surfaces/page"


def test_preview_shows_the_current_draft(
    client: FlaskClient, story: Article, address: str, clock: Clock
) -> None:
    with transaction():
        locked = lock_story(story.id)
        assert locked
        content = replace(current_content(locked), headline="The later dam")
        save_draft(locked, content, based_on=0, editor=None, now=clock.now)
    assert "The later dam" in client.get(f"{address}/surfaces/page").text


def test_banner_says_when_everything_is_published(
    client: FlaskClient, clock: Clock
) -> None:
    live = make.make_article(slug="live")
    link = make.keep(PreviewLink.make(live.id, make_editor(), 1, clock.now))
    token = link.token(client.application.config["SECRET_KEY"])
    assert "published in this version" in client.get(f"/previews/{token}").text


def test_surface_opened_directly_redirects_to_the_viewer(
    client: FlaskClient, address: str
) -> None:
    headers = {"Sec-Fetch-Dest": "document"}
    sent = client.get(f"{address}/surfaces/card", headers=headers)
    assert (sent.status_code, sent.headers["Location"]) == (302, f"{address}/card")
    assert sent.headers["Cache-Control"] == "no-store"


def test_only_its_surfaces_may_be_framed_and_only_by_us(
    client: FlaskClient, address: str
) -> None:
    framed = client.get(f"{address}/surfaces/page").headers
    assert "frame-ancestors 'self'" in framed["Content-Security-Policy"]
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    around = client.get(address).headers
    assert "frame-ancestors 'none'" in around["Content-Security-Policy"]
    assert "frame-src 'self'" in around["Content-Security-Policy"]
    assert around["X-Frame-Options"] == "DENY"


# ---- where it ends


def refused(client: FlaskClient, address: str) -> set[tuple[int, str]]:
    answers = [client.get(path) for path in every_address(address)]
    return {(answer.status_code, answer.text) for answer in answers}


def test_expired_link_says_so(client: FlaskClient, address: str, clock: Clock) -> None:
    clock.advance(days=7, seconds=-1)
    assert client.get(address).status_code == 200
    clock.advance(seconds=1)
    ((status, text),) = refused(client, address)
    assert status == 410
    assert "This preview has ended" in text
    assert "The dam" not in text


def test_revoked_link_says_the_same(
    client: FlaskClient, link: PreviewLink, address: str, clock: Clock
) -> None:
    with transaction():
        db.session.get_one(PreviewLink, link.id).revoke(clock.now)
    revoked = refused(client, address)
    clock.advance(days=30)
    assert refused(client, address) == revoked
    assert {status for status, _ in revoked} == {410}


def test_link_of_a_deleted_story_is_missing(
    client: FlaskClient, story: Article, address: str
) -> None:
    with transaction():
        db.session.delete(db.session.get_one(Article, story.id))
    assert client.get(address).status_code == 404


def test_wrong_token_is_not_found(
    client: FlaskClient, link: PreviewLink, address: str
) -> None:
    other_salt = URLSafeSerializer(client.application.config["SECRET_KEY"], salt="x")
    for token in (
        "nonsense",
        address.removeprefix("/previews/")[:-1],
        str(
            URLSafeSerializer("another key", salt=TO_PREVIEW).dumps(
                [link.id, link.nonce]
            )
        ),
        str(other_salt.dumps([link.id, link.nonce])),
    ):
        assert client.get(f"/previews/{token}").status_code == 404


def test_link_of_one_story_opens_no_other(
    client: FlaskClient, address: str, clock: Clock
) -> None:
    other = make.make_article(status="draft", slug="zq-other", headline="Another draft")
    shown = "".join(client.get(path).text for path in every_address(address))
    assert "Another draft" not in shown
    assert other.slug not in shown
    for path in (f"/admin/articles/{other.id}/preview", "/articles/dam"):
        assert client.get(path).status_code in (302, 404)


def test_preview_accepts_no_posts(client: FlaskClient, address: str) -> None:
    for path in some(every_address(address)):
        assert client.post(path).status_code == 405


DEMOTED = {"name": "Ana", "role": "contributor", "contributor_id": "0"}


@pytest.mark.parametrize(("to", "data"), [("/disabling", {}), ("", DEMOTED)])
def test_link_ends_when_its_creator_loses_rights(
    client: FlaskClient, link: PreviewLink, address: str, app: Flask, to: str, data: Any
) -> None:
    story, maker = link.article_id, link.made_by_id
    boss = sign_in(app, make_editor("administrator"))
    assert client.get(address).status_code == 200
    assert boss.post(f"/admin/people/{maker}{to}", data=data).status_code == 303
    assert client.get(address).status_code == 410
    assert client.get(f"{address}/surfaces/page").status_code == 410
    assert links_of(story, START) == []


def test_link_shows_nothing_its_creator_cannot_see(
    client: FlaskClient, story: Article, app: Flask, clock: Clock
) -> None:
    link = make.keep(PreviewLink.make(story.id, make_editor("contributor"), 7, clock()))
    path = f"/previews/{link.token(app.config['SECRET_KEY'])}"
    assert client.get(path).status_code == 410
