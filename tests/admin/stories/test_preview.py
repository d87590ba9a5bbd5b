"""Previews: the draft on every surface, as readers would see it, without storing it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from extensions import db
from models.base import transaction
from models.edition_state import read_edition
from models.staff.audit_entry import AuditEntry
from models.staff.staff_member import StaffMember
from models.stories.article import Article
from models.stories.draft import (
    current_content,
    current_version,
    lock_story,
    save_draft,
)
from models.stories.preview_link import PreviewLink
from testbed.pages import count_queries
from tests import factories as make
from tests.conftest import Clock
from tests.lines import one_line
from tests.newsroom import Desk
from tests.some import some
from web.preview.surfaces import SURFACES, surfaces_of

SURFACE_NAMES = [surface.name for surface in SURFACES]
OF_KIND = [
    (kind, surface.name)
    for kind in ("article", "brief", "page")
    for surface in surfaces_of(kind)
]


@pytest.fixture
def story(desk: Desk, clock: Clock) -> Article:
    """A public story with unpublished changes."""
    for _ in range(3):
        make.make_article()
        make.make_article(kind="brief")
    story = make.make_article(
        slug="dam",
        headline="The dam",
        regions=[make.make_region("Asia", hue=120)],
        contributors=[make.make_contributor("Ines")],
        lead_picture=make.make_picture(),
    )
    write(story, desk.editor_id, clock, headline="The new dam")
    return story


def write(story: Article, editor_id: int, clock: Clock, **words: str) -> None:
    with transaction():
        locked = lock_story(story.id)
        assert locked
        save_draft(
            locked,
            replace(current_content(locked), **words),  # type: ignore[arg-type]
            based_on=current_version(locked),
            editor=db.session.get_one(StaffMember, editor_id),
            now=clock.now,
        )


def surface(story: Article, name: str) -> str:
    return f"/admin/articles/{story.id}/surfaces/{name}"


def read(client: FlaskClient, path: str) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return BeautifulSoup(answer.text, "html.parser")


# ---- what is shown


@pytest.mark.parametrize(("kind", "name"), OF_KIND)
def test_every_surface_shows_the_draft(
    desk: Desk, story: Article, clock: Clock, kind: str, name: str
) -> None:
    write(story, desk.editor_id, clock, kind=kind)
    page = read(desk, surface(story, name))
    assert "The new dam" in page.select_one("main").text  # type: ignore[union-attr]
    assert page.select("meta[name=robots][content^=noindex]")
    assert not page.select("[data-latest]")


def test_page_uses_the_public_template(
    desk: Desk, client: FlaskClient, story: Article, clock: Clock
) -> None:
    write(story, desk.editor_id, clock, headline="The dam")
    ours = read(desk, surface(story, "page")).select_one("article.article")
    theirs = read(client, "/articles/dam").select_one("article.article")
    assert ours
    assert str(ours).replace(surface(story, "page"), "/articles/dam") == str(theirs)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("stream", ".stream > .stream__batch > .folded:first-child h2"),
        ("opened", ".folded:first-child .folded__rest .rest"),
        ("card", ".cards > .card:first-child .card__headline"),
        ("row", ".latest__list > li:first-child .latest__headline"),
        ("lead", ".leading > .card:first-child .card__headline"),
        ("social", ".social-picture .social-picture__headline"),
        ("embed", "meridian-latest li:first-child a"),
        ("feed", ".reader-entry .reader-entry__title"),
        ("search", ".snippet .snippet__title"),
        ("print", ".article .article__headline"),
    ],
)
def test_story_is_first_among_others(
    desk: Desk, story: Article, name: str, place: str
) -> None:
    found = read(desk, surface(story, name)).select(place)
    assert len(found) == 1
    assert "The new dam" in found[0].text or "Story" not in found[0].text


def test_keep_reading_stays_in_the_preview(desk: Desk, story: Article) -> None:
    write_rest = "<p>A rest that readers do not know.</p>\n"
    page = read(desk, surface(story, "stream"))
    control = page.select_one("#item-dam [data-keep-reading]")
    assert control
    assert control["data-hx-get"] == surface(story, "rest")
    assert control["href"] == surface(story, "page")
    assert write_rest not in page.text
    rest = desk.get(surface(story, "rest")).text
    assert "behind the fold" in rest
    assert "<html" not in rest


def test_share_links_have_the_public_address(desk: Desk, story: Article) -> None:
    link = read(desk, surface(story, "page")).select_one("[data-copy]")
    assert link
    assert link["data-copy"] == "http://localhost/articles/dam"


def test_links_open_in_a_new_tab(desk: Desk, story: Article) -> None:
    page = read(desk, surface(story, "page"))
    assert page.select_one("base")["target"] == "_blank"  # type: ignore[index]


def test_print_surface_uses_print_styles(desk: Desk, story: Article) -> None:
    sheets = read(desk, surface(story, "print")).select("link[rel=stylesheet]")
    assert [str(s["href"]).partition("-")[0] for s in sheets] == ["/static/build/print"]


def test_unfinished_story_has_every_surface(desk: Desk, app: Flask) -> None:
    story = make.make_article(
        slug="x", headline="", dek="", opening="", rest="", status="draft"
    )
    with transaction():
        db.session.get_one(Article, story.id).published_at = None
    for each in some(surfaces_of("article")):
        assert desk.get(surface(story, each.name)).status_code == 200


# ---- the page around it


@pytest.mark.parametrize("name", ["", *(f"/{s.name}" for s in surfaces_of("article"))])
def test_each_surface_has_its_tab_and_its_frame(
    desk: Desk, story: Article, name: str
) -> None:
    address = f"/admin/articles/{story.id}/preview{name}"
    answer = desk.get(address, follow_redirects=True)
    page = BeautifulSoup(answer.text, "html.parser")
    current = page.select_one(".tabs [aria-current=page]")
    frame = page.select_one("iframe")
    assert current
    assert frame
    assert frame["src"] == surface(story, name.strip("/") or "page")
    assert frame["title"] == current.text
    assert "Preview – not published" in page.text
    for tab in page.select(".tabs a, .preview__widths a"):
        assert desk.get(str(tab["href"])).status_code == 200


def test_width_is_kept_from_tab_to_tab(desk: Desk, story: Article) -> None:
    page = read(desk, f"/admin/articles/{story.id}/preview/card?width=360")
    assert page.select("iframe.preview__frame--360")
    assert all("width=360" in str(tab["href"]) for tab in page.select(".tabs a"))
    odd = read(desk, f"/admin/articles/{story.id}/preview?width=9%22%3E")
    classes = odd.select("iframe")[0]["class"]
    assert classes == ["preview__frame", "preview__frame--page"]


@pytest.mark.parametrize("name", ["brief", "nonsense", "rest"])
def test_unsupported_surface_is_missing(desk: Desk, story: Article, name: str) -> None:
    assert desk.get(f"/admin/articles/{story.id}/preview/{name}").status_code == 404
    if name != "rest":
        assert desk.get(surface(story, name)).status_code == 404


@pytest.mark.parametrize(("name", "around"), [("card", "card"), ("rest", "opened")])
def test_surface_opened_directly_redirects_to_the_viewer(
    desk: Desk, story: Article, name: str, around: str
) -> None:
    headers = {"Sec-Fetch-Dest": "document"}
    sent = desk.get(surface(story, name), headers=headers)
    assert sent.status_code == 302
    assert sent.headers["Location"] == f"/admin/articles/{story.id}/preview/{around}"
    framed = desk.get(surface(story, name), headers={"Sec-Fetch-Dest": "iframe"})
    assert framed.status_code == 200


# ---- nothing is kept


@pytest.mark.parametrize("name", [*SURFACE_NAMES, "rest"])
def test_preview_writes_nothing_and_makes_no_edition(
    desk: Desk, story: Article, clock: Clock, name: str
) -> None:
    before = read_edition(clock.now)
    version = db.session.get_one(Article, story.id).version
    db.session.rollback()
    with count_queries() as statements:
        desk.get(surface(story, name))
        desk.get(f"/admin/articles/{story.id}/preview/{name}")
    assert statements
    assert [s for s in statements if not s.startswith(("SELECT", "WITH"))] == []
    assert read_edition(clock.now) == before
    db.session.expire_all()
    assert db.session.get_one(Article, story.id).version == version


def test_public_page_is_unchanged(
    desk: Desk, client: FlaskClient, story: Article
) -> None:
    before = client.get("/articles/dam")
    for each in surfaces_of("article"):
        desk.get(surface(story, each.name))
    after = client.get("/articles/dam")
    assert (after.headers["ETag"], after.data) == (before.headers["ETag"], before.data)
    assert "new dam" not in after.text


def test_preview_is_not_cached(desk: Desk, story: Article) -> None:
    for path in (surface(story, "page"), f"/admin/articles/{story.id}/preview"):
        assert desk.get(path).headers["Cache-Control"] == "no-store"


# ---- frames


def directives(answer: Any) -> dict[str, str]:
    policy = answer.headers["Content-Security-Policy"]
    return dict(part.strip().partition(" ")[::2] for part in policy.split(";"))


def test_only_surfaces_may_be_framed_and_only_by_us(desk: Desk, story: Article) -> None:
    framed = desk.get(surface(story, "page"))
    assert directives(framed)["frame-ancestors"] == "'self'"
    assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "'self'" not in directives(framed)["frame-src"]
    around = desk.get(f"/admin/articles/{story.id}/preview")
    assert directives(around)["frame-ancestors"] == "'none'"
    assert directives(around)["frame-src"] == "'self'"
    assert around.headers["X-Frame-Options"] == "DENY"


def test_refusals_may_not_be_framed(
    signed_in: Callable[..., Desk], story: Article
) -> None:
    refused = signed_in("contributor").get(surface(story, "page"))
    assert refused.status_code == 403
    assert directives(refused)["frame-ancestors"] == "'none'"
    assert refused.headers["X-Frame-Options"] == "DENY"


# ---- who may see and share it


def test_contributor_shares_only_their_own_story(
    signed_in: Callable[..., Desk], story: Article
) -> None:
    contributor = signed_in("contributor")
    own = make.make_article(status="draft", owner_id=contributor.editor_id)
    for article, status in ((own, 303), (story, 403)):
        links = f"/admin/articles/{article.id}/preview-links/"
        assert contributor.post(links, data={"days": 7}).status_code == status


def test_link_is_listed_with_who_made_it(
    signed_in: Callable[..., Desk], app: Flask
) -> None:
    ana = signed_in("editor", name="Ana")
    story = make.make_article()
    assert share(ana, story).status_code == 303
    page = read(ana, f"/admin/articles/{story.id}/preview")
    link = page.select_one(".preview-links__one")
    assert link
    assert "by Ana" in one_line(link.text)
    assert "Until 30 Nov 2026, 09:00" in one_line(link.text)
    assert ana.get(str(link.select_one("input")["value"])).status_code == 200  # type: ignore[index]
    actions = db.session.execute(select(AuditEntry.action, AuditEntry.detail)).all()
    assert [tuple(row) for row in actions] == [("share preview", "7 days")]


@pytest.mark.parametrize("days", ["0", "365", "", "x"])
def test_link_expires(desk: Desk, app: Flask, days: str) -> None:
    assert share(desk, make.make_article(), days).status_code == 400


def test_revoked_link_is_not_listed_any_more(desk: Desk, app: Flask) -> None:
    story, other = make.make_article(), make.make_article()
    share(desk, story)
    link = db.session.scalars(select(PreviewLink)).one()
    wrong = f"/admin/articles/{other.id}/preview-links/{link.id}/revocation"
    assert desk.post(wrong).status_code == 404
    assert desk.post(wrong.replace(f"/{other.id}/", f"/{story.id}/")).status_code == 303
    assert "No active links" in desk.get(f"/admin/articles/{story.id}/preview").text


def share(desk: Desk, story: Article, days: str = "7") -> Any:
    address = f"/admin/articles/{story.id}/preview-links/"
    return desk.post(address, data={"days": days})
