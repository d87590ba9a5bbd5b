"""A filled magazine for each database, which these tests only read."""

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from extensions import db
from tests.conftest import BACKENDS, Clock, make_app
from tests.conventions.magazine import fill, save_a_draft


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Where SQL makes no difference, a module says `BACKENDS = ("sqlite",)`, or a
    test is marked with `one_backend`.
    """
    if "magazine" in metafunc.fixturenames:
        backends = getattr(metafunc.module, "BACKENDS", BACKENDS)
        if metafunc.definition.get_closest_marker("one_backend"):
            backends = backends[:1]
        metafunc.parametrize("magazine", backends, indirect=True, scope="module")


@pytest.fixture(scope="module")
def magazine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("magazine")
    clock = Clock()
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), folder)
        url = f"sqlite:///{folder / 'meridian.db'}"
    else:
        cluster = request.getfixturevalue("cluster")
        name = f"magazine_{uuid.uuid4().hex}"
        cluster.create(name, request.getfixturevalue("migrated_postgres"))
        url = cluster.url(name)
    yield from _filled(url, folder, clock)
    if request.param == "postgresql":
        cluster.drop(name)


def _filled(url: str, folder: Path, clock: Clock) -> Iterator[Flask]:
    app = make_app(url, folder, clock)
    with app.app_context():
        fill(clock.now)
        db.session.remove()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def newsroom(magazine: Flask) -> Flask:
    """With one of everything that a desk page shows."""
    with magazine.app_context():
        save_a_draft(1)
        db.session.remove()
    return magazine


@pytest.fixture
def reader(magazine: Flask) -> FlaskClient:
    return magazine.test_client()
