"""No stored text runs as code or sends a request in the newsroom."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app import create_app
from extensions import db
from models.base import transaction
from models.pictures.picture import Picture
from models.staff.audit_entry import AuditEntry
from models.stories.article import Article
from models.stories.content import Content
from models.stories.draft import Draft
from models.stories.revision import Revision
from tests.browser import magazine
from tests.browser.conftest import Trouble
from tests.browser.newsroom.test_every_page import PAGES
from tests.browser.newsroom.writing import Writing
from tests.browser.site import Site
from tests.conftest import START
from tests.newsroom import make_editor
from tests.xss.corpus import PAYLOADS
from tests.xss.poison import crowded, name_the_newsroom, poison
from tests.xss.watch import Watch

POLICY = "Content-Security-Policy"
# Of documents too in which nothing runs, and which nobody sees: see paste/clean.js.
REPORTED = "Content Security Policy directive"
STORIES = ("many-0", "many-1", "handler-1", "htmx-1", "script-1", "breaking-1")
SHOWN = ".difference__text, .prose"
BAD = [
    one for name, one in PAYLOADS.items() if name.startswith(("handler", "breaking"))
]
# Sent from a page that does not know the latest save.
SEND_LATE = """(form, html) => {
  window.addEventListener("beforeunload", (event) => event.stopImmediatePropagation(), true);
  form.elements.dek.value += " changed";
  form.elements.body.value = html;
  form.elements.version.value = 99;
  form.elements.began_with.value = "";
  for (const name of ["regions", "topics", "contributors"]) {
    for (const field of form.querySelectorAll(`[name=${name}]`)) field.remove();
  }
  setTimeout(() => HTMLFormElement.prototype.submit.call(form));
}"""


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
                    action="save",
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
    """A revision that differs from the story in every field."""
    article.note, article.status = article.dek, "draft"
    written = Content.of(article).as_json()
    db.session.add(
        Draft(article_id=article.id, version=1, stored=written, changed_at=START)
    )
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
        *(
            path
            for name, path in PAGES.items()
            if not name.startswith("admin.stories.preview")
        ),
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


def test_nothing_that_is_pasted_runs(
    write: Callable[..., Writing], site: Site, trouble: Trouble, policy: bool
) -> None:
    """A few at once: an unclosed tag in one can only affect these few."""
    trouble.expect(REPORTED)
    story = write("<p>One.</p>")
    watch = Watch(story.page, site.url)
    every = list(PAYLOADS.values())
    for start in range(0, len(every), 8):
        html = "".join(f"<p>a</p>{one}" for one in every[start : start + 8])
        story.press("Control+a").paste(html, html)
    watch.search(SHOWN)
    assert [one for one in watch.caught if not _is_ours(one)] == []


def test_nothing_runs_in_a_comparison(
    enter: Callable[..., Page], site: Site, trouble: Trouble, policy: bool
) -> None:
    trouble.expect("404", "409", REPORTED)
    page = enter("administrator")
    for slug in STORIES:
        article = db.session.scalars(select(Article).where(Article.slug == slug)).one()
        address = f"/admin/articles/{article.id}"
        magazine.settle()
        page.goto(address)
        watch = Watch(page, site.url)
        with page.expect_response(f"**{address}") as answer:
            page.locator("form:has([name=headline])").evaluate(SEND_LATE, "".join(BAD))
        assert answer.value.status == 409
        expect(page.locator("form.conflict")).to_be_visible()
        watch.search(SHOWN)
        assert [one for one in watch.caught if not _is_ours(one)] == []


def _is_ours(found: str) -> bool:
    """Elements made by our own scripts, and preview frames."""
    ours = (
        *('<iframe class="preview__frame', '<iframe class="front-preview__frame'),
        *('<span class="focal__mark"', 'style="object-position: '),
        ': <figure class="inset ',
    )
    return "ProseMirror" in found or any(one in found for one in ours)
