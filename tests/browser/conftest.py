"""A real browser on the real app with SQLite; any browser error fails the test."""

import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    Response,
    expect,
    sync_playwright,
)
from sqlalchemy import Connection, event

from app import create_app
from extensions import db
from tests.browser.magazine import fill_magazine
from tests.browser.site import Site, serving
from tests.conftest import Clock, missing
from tests.postbox import use_mail_url
from tests.speed import TEMPLATES
from tests.waiting import LONGEST_WAIT

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update"),
    *("--disable-extensions", "--no-first-run", "--font-render-hinting=none"),
    "--disable-features=OptimizationHints,MediaRouter,Translate",
]
PATIENCE = LONGEST_WAIT * 1000  # milliseconds
WIDE = {"width": 1280, "height": 800}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker("browser")


@pytest.fixture(scope="session")
def filled_sqlite(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A database and media filled by `fill_magazine`, to be copied."""
    folder = tmp_path_factory.mktemp("filled")
    shutil.copy(migrated_sqlite, folder / "meridian.db")
    app = create_app({"INSTANCE_PATH": str(folder), "TESTING": True})
    with app.app_context():
        fill_magazine()
        db.session.remove()
        db.engine.dispose()
    return folder / "meridian.db"


@pytest.fixture
def full_magazine(site: Site) -> None:
    """A magazine with some content of every kind."""


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """SQLite only: these tests are about the browser."""
    is_full = "full_magazine" in request.fixturenames
    name = "filled_sqlite" if is_full else "migrated_sqlite"
    source: Path = request.getfixturevalue(name)
    shutil.copy(source, tmp_path / "meridian.db")
    if (source.parent / "media").exists():
        shutil.copytree(source.parent / "media", tmp_path / "media")
    return f"sqlite:///{tmp_path / 'meridian.db'}"


@pytest.fixture
def permission() -> Iterator[socket.socket]:
    """A port bound before the app is created, because the app must know its address."""
    with socket.create_server(("127.0.0.1", 0)) as bound:
        yield bound


@pytest.fixture
def host() -> str:
    return "127.0.0.1"


@pytest.fixture
def app(
    database_url: str,
    tmp_path: Path,
    clock: Clock,
    permission: socket.socket,
    host: str,
) -> Iterator[Flask]:
    app = create_app(
        {
            "INSTANCE_PATH": str(tmp_path),
            "DATABASE_URL": database_url,
            "SITE_URL": f"http://{host}:{permission.getsockname()[1]}",
            "CLOCK": clock,
            "TESTING": True,
            "PROPAGATE_EXCEPTIONS": False,
        }
    )
    app.jinja_env.bytecode_cache = TEMPLATES
    with app.app_context():
        event.listen(db.engine, "connect", _forget_safety)
        event.listen(db.engine, "begin", _let_writers_in)
        yield app
        db.session.remove()
        app.extensions["edition_watch"].close()
        db.engine.dispose()


@pytest.fixture
def can_send_mail(app: Flask) -> None:
    """Readers are then told to check their mail."""
    use_mail_url(app, "smtp://127.0.0.1:9")


def _forget_safety(connection: Any, _entry: object) -> None:
    """Without waiting for the disk, publishing is much faster."""
    connection.execute("PRAGMA synchronous=OFF")


def _let_writers_in(connection: Connection) -> None:
    """Ends the test's read transaction, which would block the server's writes."""
    is_a_test = threading.current_thread() is threading.main_thread()
    if is_a_test and not connection.get_execution_options().get("writes"):
        connection.exec_driver_sql("COMMIT")


@pytest.fixture
def site(app: Flask, permission: socket.socket) -> Iterator[Site]:
    with serving(app, app.config["SITE_URL"], permission.fileno()) as running:
        yield running


# ---- the browser


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        expect.set_options(timeout=PATIENCE)
        yield started


@pytest.fixture(scope="session")
def launch(playwright: Playwright) -> Callable[..., Browser]:
    """Starts the system's Chromium."""
    program = next((path for name in NAMES if (path := shutil.which(name))), None)
    if program is None:
        missing("Chromium")

    def start(**options: Any) -> Browser:
        return playwright.chromium.launch(
            executable_path=program, args=ARGUMENTS, **options
        )

    return start


@pytest.fixture(scope="session")
def browser(launch: Callable[..., Browser]) -> Iterator[Browser]:
    started = launch()
    yield started
    started.close()


OpenContext = Callable[..., AbstractContextManager[BrowserContext]]


class Trouble:
    """All errors in the browser, and those a test expects."""

    def __init__(self, site_url: str) -> None:
        self._site_url = site_url
        self._expected: list[str] = []
        self.seen: list[str] = []

    def expect(self, *patterns: str) -> None:
        self._expected.extend(patterns)

    def unexpected(self) -> list[str]:
        return [
            trouble
            for trouble in self.seen
            if not any(re.search(pattern, trouble) for pattern in self._expected)
        ]

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.seen.append(f"page: {error.error}"))
        context.on("request", self._on_request)
        context.on("requestfailed", self._on_failure)
        context.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.seen.append(f"console: {message.text}")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((self._site_url, "data:", "blob:")):
            self.seen.append(f"another host: {request.url}")

    def _on_failure(self, request: Request) -> None:
        # Requests cancelled by leaving the page.
        if request.failure != "net::ERR_ABORTED":
            self.seen.append(f"failed: {request.url} {request.failure}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400:
            self.seen.append(f"status: {response.status} {response.url}")


@pytest.fixture
def trouble(site: Site) -> Trouble:
    return Trouble(site.url)


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(trouble: Trouble) -> Iterator[None]:
    yield
    assert trouble.unexpected() == []


@pytest.fixture
def new_context(
    browser: Browser, site: Site, trouble: Trouble, _nothing_goes_wrong: None
) -> Iterator[Callable[..., BrowserContext]]:
    """New readers for a test; none may have a cookie at the end."""
    contexts: list[BrowserContext] = []

    def make(browser: Browser = browser, **options: Any) -> BrowserContext:
        options = {"base_url": site.url, "viewport": WIDE, **options}
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        trouble.watch(context)
        contexts.append(context)
        return context

    yield make
    cookies = [cookie for context in contexts for cookie in context.cookies()]
    for context in contexts:
        context.close()
    assert cookies == []


@pytest.fixture
def context(new_context: Callable[..., BrowserContext]) -> BrowserContext:
    return new_context()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def plain_page(new_context: Callable[..., BrowserContext]) -> Page:
    """A reader without JavaScript."""
    return new_context(java_script_enabled=False).new_page()
