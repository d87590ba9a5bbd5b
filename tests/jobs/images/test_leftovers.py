"""Files without references are deleted after a day, and no others."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from extensions import db
from jobs.images import leftovers
from jobs.images.leftovers import Sweep
from jobs.worker import run_due_jobs
from models.base import transaction
from models.pictures.media import media
from models.pictures.picture import Picture
from models.pictures.picture_file import BeingRemoved, Leftover
from models.pictures.social_picture import social_name, story_drawing
from models.setting import Newsroom, read_newsroom, write_newsroom
from models.stories.content import Content
from models.stories.draft import Draft
from models.stories.revision import keep_revision
from tests.conftest import Clock
from tests.factories import keep, make_article, make_contributor, make_picture
from tests.newsroom import Desk

DAY = timedelta(days=1, minutes=1)


def stored(name: str) -> str:
    return media.put(name.encode(), "image/jpeg")


def sweep_for(days: int) -> None:
    """Sweeps once a day, with a new worker each time."""
    for day in range(days + 1):
        Sweep().go_on(datetime.now(UTC) + day * DAY)


def test_orphan_is_removed_after_a_day(app: Flask) -> None:
    orphan, now = stored("orphan"), datetime.now(UTC)
    sweep = Sweep()
    for hours in (0, 1.5, 23):
        sweep.go_on(now + timedelta(hours=hours))
        assert media.has(orphan)
    sweep.go_on(now + timedelta(hours=24.5))
    assert not media.has(orphan)
    assert db.session.query(Leftover).count() == 0


def test_worker_removes_leftovers(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.worker.sweep", Sweep())
    orphan = stored("orphan")
    run_due_jobs(app)
    clock.advance(minutes=25 * 60)
    run_due_jobs(app)
    assert not media.has(orphan)


def as_lead(picture: Picture) -> None:
    make_article(lead_picture=picture)


def in_a_text(picture: Picture) -> None:
    make_article(body=figure(picture))


def figure(picture: Picture) -> str:
    return f'<figure data-picture="{picture.id}"></figure>\n'


def in_a_draft(picture: Picture) -> None:
    content = {"opening": figure(picture), "lead_picture": picture.id}
    keep(
        Draft(
            article_id=make_article().id, stored=content, changed_at=datetime.now(UTC)
        )
    )


def in_a_revision(picture: Picture) -> None:
    content = {"opening": figure(picture), "lead_picture": picture.id}
    id_ = make_article().id
    with transaction():
        now = datetime.now(UTC)
        keep_revision(id_, Content.read(content), None, now, "saved", "Before")


def as_portrait(picture: Picture) -> None:
    make_contributor(portrait_id=picture.id)


def as_logo(picture: Picture) -> None:
    with transaction():
        write_newsroom(replace(read_newsroom(), logo_id=picture.id))


def nowhere(picture: Picture) -> None:
    """Unused, but in the library, where it may be chosen."""


@pytest.mark.parametrize(
    "use",
    [as_lead, in_a_text, in_a_draft, in_a_revision, as_portrait, as_logo, nowhere],
)
def test_files_of_a_picture_are_kept(app: Flask, use: Callable[..., None]) -> None:
    original, drawn = stored("original"), stored("drawn")
    use(make_picture(original=original, rendition_rows=[{"key": drawn}]))
    sweep_for(days=4)
    assert media.has(original)
    assert media.has(drawn)


def test_replaced_file_is_kept_until_the_next_replacement(app: Flask) -> None:
    picture, keys = make_picture(original=stored("0")), []
    for name in ("1", "2"):
        keys.append(picture.original)
        file = {**picture.file, "original": stored(name)}
        with transaction():
            picture.take_file(file)
        sweep_for(days=3)
    assert [media.has(key) for key in (*keys, picture.original)] == [False, True, True]
    with transaction():
        picture.take_file(picture.previous or {})
    sweep_for(days=3)
    assert [media.has(key) for key in keys] == [False, True]


def test_former_renditions_are_removed(app: Flask) -> None:
    old, new, original = map(stored, ("old", "new", "original"))
    picture = make_picture(original=original, rendition_rows=[{"key": old}])
    with transaction():
        picture.show([{"key": new}], datetime.now(UTC))
    sweep_for(days=1)
    assert media.has(old)
    sweep_for(days=3)
    assert not media.has(old)
    assert media.has(new)


def test_files_of_a_deleted_picture_are_removed(desk: Desk) -> None:
    files = original, drawn = stored("original"), stored("drawn")
    picture = make_picture(original=original, rendition_rows=[{"key": drawn}])
    desk.post(f"/admin/pictures/{picture.id}/deletion")
    sweep_for(days=1)
    assert not any(map(media.has, files))


def test_old_social_picture_is_removed_and_the_current_one_is_kept(
    client: FlaskClient,
) -> None:
    story, names = make_article(headline="One"), []
    for headline in ("One", "Two"):
        with transaction():
            story.headline = headline
        drawing = story_drawing(story, Newsroom())
        assert client.get(f"/media/social/{story.id}/{drawing.key}").status_code == 200
        names.append(social_name(story.id, drawing))
    assert client.get(f"/media/{names[1]}").status_code == 404
    sweep_for(days=3)
    assert [media.has(name) for name in names] == [False, True]


def test_unfinished_file_of_a_killed_process_is_removed(app: Flask) -> None:
    folder: Any = media._folder
    begun, foreign = folder / f"{1:040x}.jpg#1", folder / "lost+found"
    for path in (begun, foreign):
        path.write_bytes(b"x")
    sweep_for(days=2)
    assert [path.exists() for path in (begun, foreign)] == [False, True]


def test_every_file_is_checked_in_turn(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leftovers, "MOST", 3)
    kept = stored("kept")
    make_picture(original=kept)
    for number in range(10):
        stored(f"orphan {number}")
    sweep, now = Sweep(), datetime.now(UTC)
    for minute in range(20):
        sweep.go_on(now + timedelta(hours=2 * minute))
    folder: Path | None = media._folder
    assert folder
    assert [path.name for path in folder.iterdir()] == [kept]


def test_file_that_is_uploaded_again_is_kept(app: Flask) -> None:
    key, now = stored("again"), datetime.now(UTC)
    Sweep().go_on(now)
    make_picture(original=stored("again"))
    sweep_for(days=3)
    assert media.has(key)


def test_file_that_is_being_removed_is_refused(app: Flask) -> None:
    key, now = stored("again"), datetime.now(UTC)
    keep(Leftover(name=key, found_at=now - DAY, removing_at=now))
    with pytest.raises(BeingRemoved):
        make_picture(original=key)
    Sweep().go_on(now + timedelta(minutes=11))  # the other worker was killed
    assert not media.has(key)
    make_picture(original=stored("again"))


def test_two_workers_may_remove_at_once(app: Flask) -> None:
    key, now = stored("orphan"), datetime.now(UTC)
    Sweep().go_on(now)
    first, second = Sweep(), Sweep()
    first.go_on(now + DAY)
    second.go_on(now + DAY)
    assert not media.has(key)
