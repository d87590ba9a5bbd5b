"""Shared fixtures: real databases of both kinds, an app, a client, a clock."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextvars import Context
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient

from app import create_app
from extensions import db
from testbed.postgres import Cluster, find_postgres
from tests.slow_work import refuse_slow_work_while_writing
from tests.speed import TEMPLATES, hurry

if TYPE_CHECKING:
    from models.newsletter.subscriber import Subscriber
    from tests.newsroom import Desk
    from tests.postbox import Postbox

hurry()
refuse_slow_work_while_writing()
BACKENDS = ("sqlite", "postgresql")
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Browser(FlaskClient):
    """Sends requests in a separate context, like a server's threads.

    Within the app's context, which a test holds, requests would share one another's
    `g` and the test's own transaction.
    """

    def open(self, *args: Any, **more: Any) -> Any:
        if has_app_context():
            db.session.rollback()  # a read transaction would lock SQLite's file
        return Context().run(super().open, *args, **more)


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **step: float) -> datetime:
        self.now += timedelta(**step)
        return self.now


def missing(what: str) -> None:
    """Skips with a message on a user's machine; fails in CI."""
    message = f"{what} is not installed: these tests did not run."
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server for the tests, on a socket in a temporary folder."""
    programs = find_postgres()
    if programs is None:
        missing("PostgreSQL")
        raise AssertionError
    with Cluster(programs) as running:
        yield running


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file, copied for each test."""
    folder = tmp_path_factory.mktemp("migrated")
    migrate({"INSTANCE_PATH": str(folder)})
    return folder / "meridian.db"


@pytest.fixture(scope="session")
def migrated_postgres(
    cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> str:
    name = "migrated"
    cluster.create(name)
    folder = tmp_path_factory.mktemp("migrated_postgres")
    migrate({"INSTANCE_PATH": str(folder), "DATABASE_URL": cluster.url(name)})
    return name


@pytest.fixture(scope="session")
def used_postgres(cluster: Cluster, migrated_postgres: str) -> str:
    """A copy, used by one test after another."""
    cluster.create("used", migrated_postgres)
    cluster.keep("used")
    return "used"


def migrate(settings: dict[str, Any]) -> None:
    from flask_migrate import upgrade

    app = create_app(settings)
    with app.app_context():
        upgrade()
        db.engine.dispose()


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty, migrated database; the tests that use it run on both kinds."""
    if request.param == "sqlite":
        shutil.copy(
            request.getfixturevalue("migrated_sqlite"), tmp_path / "meridian.db"
        )
        yield f"sqlite:///{tmp_path / 'meridian.db'}"
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    yield cluster.url(request.getfixturevalue("used_postgres"))
    cluster.fill_again("used", request.getfixturevalue("migrated_postgres"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


MADE: list[Flask] = []


def make_app(database_url: str, folder: Path, clock: Clock, **more: Any) -> Flask:
    app = create_app(
        {
            "INSTANCE_PATH": str(folder),
            "DATABASE_URL": database_url,
            "SITE_URL": "http://localhost",
            "CLOCK": clock,
            "TESTING": True,
            "PROPAGATE_EXCEPTIONS": False,
            **more,
        }
    )
    app.test_client_class = Browser
    app.jinja_env.bytecode_cache = TEMPLATES
    MADE.append(app)
    return app


@pytest.fixture(autouse=True)
def _made_apps_leave_no_connection() -> Iterator[None]:
    yield
    while MADE:
        with MADE.pop().app_context():
            db.engine.dispose()


@pytest.fixture
def app(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Flask]:
    app = make_app(database_url, tmp_path, clock)
    with app.app_context():
        yield app
        db.session.remove()
        app.extensions["edition_watch"].close()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def signed_in(app: Flask) -> Callable[..., "Desk"]:
    """`signed_in("contributor", name="Ana")` is a client with that role."""
    from tests.newsroom import make_editor, sign_in

    return lambda role="editor", **more: sign_in(app, make_editor(role, **more))


@pytest.fixture
def desk(signed_in: Callable[..., "Desk"]) -> "Desk":
    """A client that may do everything with stories."""
    return signed_in("editor")


@pytest.fixture
def mail_folder(tmp_path: Path) -> Path:
    """The folder for mail without MAIL_URL."""
    return tmp_path / "mail"


@pytest.fixture
def postbox(app: Flask) -> Iterator["Postbox"]:
    """A real SMTP server that gets the app's mail."""
    from tests.postbox import receiving

    with receiving(app) as running:
        yield running


@pytest.fixture
def subscriber_at(app: Flask, clock: Clock) -> Callable[[str], "Subscriber"]:
    """`subscriber_at("jane@example.org")` subscribes her, or finds her again."""
    from tests.factories import find_or_subscribe

    return lambda email: find_or_subscribe(email, clock())
