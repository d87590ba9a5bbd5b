"""An outage at will, and a way to count what Flask renders."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, template_rendered

from extensions import db
from tests.conventions.conftest import magazine
from web.cache import edition_watch

__all__ = ["magazine"]  # a filled one, only to be read

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
    """What other processes do is seen at once, not within a second."""
    monkeypatch.setattr(edition_watch, "LOOK_AGAIN_AFTER", 0.0)


@pytest.fixture
def outage(
    app: Flask,
    database_url: str,
    request: pytest.FixtureRequest,
    always_looking: None,
) -> Outage:
    """Within it the database is gone: its folder, or the server's willingness."""
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
