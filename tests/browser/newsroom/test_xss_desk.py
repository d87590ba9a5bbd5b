"""Nothing that anybody has written runs, or asks for anything, in the newsroom."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app import create_app
from extensions import db
from models.article import Article
from models.audit_entry import AuditEntry
from models.base import transaction
from models.content import Content
from models.picture import Picture
from models.revision import Revision
from tests.browser import magazine
from tests.browser.conftest import Trouble
from tests.browser.newsroom.test_every_page import PAGES
from tests.browser.site import Site
from tests.conftest import START
from tests.newsroom import make_editor
from tests.xss.corpus import PAYLOADS
from tests.xss.poison import crowded, name_the_newsroom, poison
from tests.xss.watch import Watch

POLICY = "Content-Security-Policy"
STORIES = ("many-0", "many-1", "handler-1", "htmx-1", "script-1", "breaking-1")
SHOWN = ".difference__text, .prose"


@pytest.fixture(scope="module")
def poisoned_desk(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("poisoned_desk")
    shutil.copy(migrated_sqlite, folder / "meridian.db")
    app = create_app({"INSTANCE_PATH": str(folder), "TESTING": True})
    with app.app_context():
        poison()
        _poison_the_desk()
        db.session.remove()
        db.engine.dispose()
    return folder / "meridian.db"


def _poison_the_desk() -> None:
    for name in crowded(200):
        make_editor(name=name)
    name_the_newsroom(next(crowded(200)))
    with transaction():
        for payload in PAYLOADS.values():
            db.session.add(
                AuditEntry(
                    at=START,
                    editor_name=payload[:300],
                    deed="save",
                    subject_kind="article",
                    subject_id=1,
                    subject_name=payload[:300],
                    detail=payload,
                    address=payload[:64],
                )
            )
        for article in db.session.scalars(select(Article)).all():
            if article.slug in STORIES:
                _give_history(article)


def _give_history(article: Article) -> None:
    """A revision against which everything in the story differs."""
    article.note, article.status = article.dek, "draft"
    for number, content in enumerate((Content(), Content.of(article)), 1):
        db.session.add(
            Revision(
                article_id=article.id,
                number=number,
                at=START,
                began_at=START,
                kind="named",
                name=article.dek[:200],
                editor_name=article.dek[:300],
                stored=content.as_json(),
                word_count=0,
            )
        )


@pytest.fixture
def database_url(poisoned_desk: Path, tmp_path: Path) -> str:
    shutil.copy(poisoned_desk, tmp_path / "meridian.db")
    return f"sqlite:///{tmp_path / 'meridian.db'}"


@pytest.fixture(params=["with the policy", "without it"])
def policy(request: pytest.FixtureRequest, site: Site) -> Iterator[bool]:
    holds: bool = request.param == "with the policy"
    with nullcontext() if holds else site.wire.without(POLICY):
        yield holds


def addresses() -> list[str]:
    named = select(Article.slug, Article.id).where(Article.slug.in_(STORIES))
    ids = {row.slug: row.id for row in db.session.execute(named)}
    pictures = db.session.scalars(select(Picture.id).limit(3)).all()
    parts = ("", "/revisions/", "/revisions/2", "/checks", "/corrections/")
    return [
        *(path for name, path in PAGES.items() if not name.startswith("admin.preview")),
        *(f"/admin/articles/{ids[slug]}{part}" for slug in STORIES for part in parts),
        *(f"/admin/articles/{ids['many-0']}/surfaces/{s}" for s in ("page", "card")),
        *(f"/admin/pictures/{id_}" for id_ in pictures),
        *(f"/admin/pictures/{pictures[0]}/{part}" for part in ("figure", "words")),
        "/admin/pictures/chooser",
    ]


def test_nothing_runs_on_any_page_of_the_newsroom(
    enter: Callable[..., Page], site: Site, trouble: Trouble, policy: bool
) -> None:
    trouble.expect("404", r"/media/")
    page = enter("administrator")
    every = addresses()
    magazine.settle()
    watch = Watch(page, site.url)
    for address in every:
        watch.look(address, SHOWN)
    assert [one for one in watch.caught if not _is_ours(one)] == []


def test_nothing_runs_in_the_writing_surface(
    enter: Callable[..., Page], site: Site, trouble: Trouble
) -> None:
    trouble.expect("404", r"/media/")
    page = enter("administrator")
    id_ = db.session.scalar(select(Article.id).where(Article.slug == "many-0"))
    magazine.settle()
    watch = Watch(page, site.url)
    page.goto(f"/admin/articles/{id_}")
    expect(page.locator(".writing__text")).to_be_visible()
    page.locator("[data-tool=picture]").click()
    expect(page.locator("#dialog-picture [data-picture]").first).to_be_visible()
    page.keyboard.press("Escape")
    watch.search(SHOWN)
    assert [one for one in watch.caught if not _is_ours(one)] == []


def _is_ours(found: str) -> bool:
    """A style that our own script has set, and the frames that show a preview."""
    return "ProseMirror" in found or '<iframe class="preview__frame' in found
