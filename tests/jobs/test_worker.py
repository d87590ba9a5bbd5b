"""The worker finds its work in the database, and is woken by commits that add some."""

import shutil
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from app import create_app
from extensions import db
from models.base import transaction
from models.ping import Ping
from models.setting import Newsroom, write_newsroom
from models.stories.article import Article
from testbed.ports import free_port
from tests.factories import make_article, make_picture
from tests.jobs.conftest import Process
from tests.waiting import wait_until

Start = Callable[[Flask], Process]


def subscribe(app: Flask, name: str) -> None:
    data = {"email": f"{name}@example.org"}
    assert app.test_client().post("/newsletter/", data=data).status_code == 303


def mails(app: Flask) -> int:
    folder = Path(app.instance_path) / "mail"
    return len(list(folder.glob("*.eml"))) if folder.exists() else 0


def test_commit_wakes_the_worker(waking_app: Flask, worker: Start) -> None:
    """Long before its next regular run."""
    subscribe(waking_app, "first")
    worker(waking_app)
    wait_until(lambda: mails(waking_app) == 1)
    subscribe(waking_app, "second")
    wait_until(lambda: mails(waking_app) == 2)


def test_worker_ends_on_sigterm(waking_app: Flask, worker: Start) -> None:
    subscribe(waking_app, "jane")
    process = worker(waking_app)
    wait_until(lambda: mails(waking_app) == 1)
    process.terminate()
    assert process.wait(15) == 0


def test_mail_leaves_without_redis(
    migrated_sqlite: Path, tmp_path: Path, worker: Start
) -> None:
    shutil.copy(migrated_sqlite, tmp_path / "meridian.db")
    away = f"redis://127.0.0.1:{free_port()}/0"
    app = create_app({"INSTANCE_PATH": str(tmp_path), "REDIS_URL": away})
    subscribe(app, "jane")
    worker(app)
    wait_until(lambda: mails(app) == 1)


def rings(app: Flask) -> list[bool]:
    """Records wake-ups, which still happen."""
    noted: list[bool] = []
    waker = app.extensions["waker"]
    ring = waker._bell.ring

    def note() -> None:
        noted.append(True)
        ring()

    waker._bell.ring = note
    return noted


def test_publishing_wakes_the_worker_for_its_pings(waking_app: Flask) -> None:
    with waking_app.app_context():
        with transaction():
            write_newsroom(Newsroom(websub_hub="https://hub.example/"))
        noted = rings(waking_app)
        story = make_article(status="draft")
        assert noted == []
        with transaction():
            story.publish(waking_app.config["CLOCK"]())
        wait_until(lambda: noted)
        assert db.session.query(Ping).count() == 1


def test_claims_and_failures_do_not_wake_the_worker(waking_app: Flask) -> None:
    with waking_app.app_context():
        picture = make_picture()
        noted = rings(waking_app)
        now = waking_app.config["CLOCK"]()
        picture.__class__.claim(now)
        with transaction():
            picture.fail("away", now)
        with transaction():
            picture.release()
        with transaction():
            db.session.add(Article(slug="x", headline="x"))
        assert noted == []
        with transaction():
            picture.focus_on(0.1, 0.9)
        wait_until(lambda: noted)
