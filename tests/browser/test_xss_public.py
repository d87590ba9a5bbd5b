"""No stored text runs as code or sends a request on a public page."""

import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from itertools import islice
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app import create_app
from extensions import db
from models.listing.stream import MOST_OPEN
from models.stories.article import Article
from tests.browser.conftest import Trouble
from tests.browser.site import Site
from tests.xss.corpus import FAMILIES, PAYLOADS
from tests.xss.poison import crowded, name_the_newsroom, poison
from tests.xss.watch import Watch

STORED_HTML = ".prose, .band__text, .profile__biography"
POLICY = "Content-Security-Policy"
ENDS = ("", "embed")  # of a channel's addresses


@pytest.fixture(scope="module")
def poisoned_sqlite(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("poisoned")
    shutil.copy(migrated_sqlite, folder / "meridian.db")
    app = create_app({"INSTANCE_PATH": str(folder), "TESTING": True})
    with app.app_context():
        poison()
        db.session.remove()
        db.engine.dispose()
    return folder / "meridian.db"


@pytest.fixture
def database_url(poisoned_sqlite: Path, tmp_path: Path) -> str:
    shutil.copy(poisoned_sqlite, tmp_path / "meridian.db")
    return f"sqlite:///{tmp_path / 'meridian.db'}"


@pytest.fixture(params=["with the policy", "without it"])
def policy(request: pytest.FixtureRequest, site: Site) -> Iterator[bool]:
    """Without the CSP, only escaping protects the page."""
    holds: bool = request.param == "with the policy"
    with nullcontext() if holds else site.wire.without(POLICY):
        yield holds


def addresses() -> Iterator[str]:
    """Pages that open every story in a stream, and each kind of public page."""
    newest = select(Article.slug).where(Article.kind == "article")
    slugs = iter(db.session.scalars(newest.order_by(Article.published_at.desc())).all())
    crowds = newest.where(Article.slug.startswith("many-"))
    yield from (f"/articles/{slug}" for slug in db.session.scalars(crowds))
    while batch := list(islice(slugs, MOST_OPEN)):
        first, *others = batch
        yield f"/articles/{first}?open={','.join(others)}"
    for kind, path in (("brief", "/articles/"), ("page", "/pages/")):
        named = select(Article.slug).where(Article.kind == kind).limit(4)
        yield from (path + slug for slug in db.session.scalars(named))
    yield from (f"/regions/{family}" for family in FAMILIES)
    yield from (f"/topics/{family}" for family in ("breaking", "script"))
    yield from (f"/contributors/{name}" for name in ("breaking-1", "handler-1"))
    yield from (
        f"/regions/{family}/latest/{end}" for family in FAMILIES for end in ENDS
    )
    yield from (f"/search/?q={word}" for word in ("script", "window", "img"))
    yield from ("/", "/briefs/", "/latest/", "/regions/", "/newsletter/", "/nowhere")
    yield from ("/feeds/", "/latest/embed", "/topics/script/latest/")


def test_corpus_is_large_enough() -> None:
    assert len(PAYLOADS) >= 200
    assert len(set(PAYLOADS.values())) == len(PAYLOADS)


def test_watch_notices_what_runs_and_what_asks(
    site: Site, page: Page, trouble: Trouble
) -> None:
    trouble.expect("")
    shown = ""
    page.route(
        f"{site.url}/raw",
        lambda route: route.fulfill(body=shown, content_type="text/html"),
    )
    for name in ("script-1", "handler-1", "fetching-30", "fetching-31", "htmx-1"):
        shown = f"<body><div class=prose>{PAYLOADS[name]}"
        watch = Watch(page, site.url)
        watch.look("/raw", STORED_HTML)
        assert watch.caught, name


def test_nothing_runs_on_any_page(
    site: Site, page: Page, trouble: Trouble, policy: bool
) -> None:
    trouble.expect("404")
    front = page.goto("/")
    assert front
    assert (POLICY.lower() in front.headers) == policy
    watch, names = Watch(page, site.url), crowded(200)
    every = list(addresses())
    for place, address in enumerate(every):
        if place % 4 == 0 and (name := next(names, None)):
            name_the_newsroom(name)
        watch.look(address, STORED_HTML)
    assert watch.caught == []


@pytest.mark.usefixtures("policy")
def test_nothing_runs_in_what_is_fetched(site: Site, page: Page) -> None:
    watch = Watch(page, site.url)
    page.goto("/articles/many-0")
    page.locator("[data-keep-reading]").first.click()
    expect(page.locator("[aria-expanded=true]")).to_have_count(1)
    page.get_by_role("button", name="More articles").click()
    expect(page.locator("[data-item]")).to_have_count(6)
    page.locator("[data-frame]").first.hover()
    watch.search(STORED_HTML)
    assert watch.caught == []
