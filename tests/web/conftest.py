"""Simulated outages, and the templates that Flask renders."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, template_rendered

from extensions import db
from tests.conventions.conftest import magazine, pytest_generate_tests
from web.cache import edition_watch

__all__ = ["magazine", "pytest_generate_tests"]  # filled, read-only

Outage = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def rendered(app: Flask) -> Iterator[list[str]]:
    """The names of the templates rendered so far."""
    names: list[str] = []

    def note(_app: Flask, template: Any, **_more: Any) -> None:
        names.append(template.name)

    with template_rendered.connected_to(note, app):
        yield names


@pytest.fixture
def always_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Changes by other processes show at once, not within a second."""
    monkeypatch.setattr(edition_watch, "LOOK_AGAIN_AFTER", 0.0)


@pytest.fixture
def outage(
    app: Flask,
    database_url: str,
    request: pytest.FixtureRequest,
    always_looking: None,
) -> Outage:
    """The database is unreachable: the folder is gone, or the server refuses."""
    if database_url.startswith("sqlite"):
        return lambda: _folder_is_gone(
            Path(database_url.removeprefix("sqlite:///")).parent
        )
    cluster = request.getfixturevalue("cluster")
    return lambda: _server_refuses(cluster, str(db.engine.url.database))


@contextmanager
def _folder_is_gone(folder: Path) -> Iterator[None]:
    db.session.remove()
    db.engine.dispose()
    away = folder.with_name(f"{folder.name}-away")
    folder.rename(away)
    yield
    away.rename(folder)


@contextmanager
def _server_refuses(cluster: Any, name: str) -> Iterator[None]:
    """The pool's connections are cut, as by a server that restarts."""
    db.session.remove()
    cluster._execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    cluster._execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{name}'"
    )
    yield
    cluster._execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
