"""An administrator uploads an export, sees what it holds, and imports it."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from extensions import db
from importers.moving_in.uploads import work_on_upload
from jobs.site_imports import RUNNING, folder_of_imports, start_site_imports
from jobs.worker import between_pictures
from models.imports.site_import import SiteImport
from models.stories.article import Article
from tests.conftest import Clock
from tests.newsroom import Desk
from tests.some import some
from tests.waiting import LONGEST_WAIT, wait_until

EXPORT = """<?xml version="1.0"?>
<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<link>https://old.example</link>
<item><title>One</title><link>https://old.example/one/</link>
<pubDate>Sat, 02 Nov 2024 12:00:00 +0000</pubDate><wp:post_id>1</wp:post_id>
<wp:post_type>post</wp:post_type><wp:status>publish</wp:status></item>
<item><title>Two</wp:title></item>
</channel></rss>"""
FILE = object()  # stands for an uploaded file


@pytest.fixture
def admin(signed_in: Callable[..., Desk]) -> Desk:
    return signed_in("administrator")


def upload(admin: Desk, text: str = EXPORT, zone: str = "UTC") -> SiteImport:
    file = (BytesIO(text.encode()), "old/export.xml")
    admin.post("/admin/move-in/", data={"file": file, "time_zone": zone})
    db.session.rollback()
    return db.session.scalars(select(SiteImport).order_by(SiteImport.id.desc())).one()


def stories() -> int:
    return db.session.scalar(select(func.count()).select_from(Article)) or 0


def test_export_is_checked_and_then_imported(admin: Desk, clock: Clock) -> None:
    row = upload(admin)
    assert (row.state, row.file_name) == ("checking", "export.xml")
    work_on_upload(row.id, clock)
    page = admin.get(f"/admin/move-in/{row.id}").text
    assert "Result of the check" in page
    assert "line 7: Two: This is not valid XML" in page
    assert stories() == 0
    admin.post(f"/admin/move-in/{row.id}/confirmation", data={})
    work_on_upload(row.id, clock)
    db.session.rollback()
    assert (row.state, stories()) == ("done", 1)
    assert row.counts["new"] == 1
    assert "2 items read" in admin.get(f"/admin/move-in/{row.id}/report.txt").text
    assert "old.example" not in admin.get("/articles/one").text


def test_worker_starts_a_process(app: Flask, admin: Desk, clock: Clock) -> None:
    row = upload(admin)
    start_site_imports(clock)

    def is_checked() -> bool:
        db.session.rollback()
        return db.session.get_one(SiteImport, row.id).state == "checked"

    wait_until(is_checked)
    for process in app.extensions[RUNNING].values():
        assert process.wait(LONGEST_WAIT) == 0


def test_import_starts_while_pictures_are_drawn(
    app: Flask, admin: Desk, clock: Clock
) -> None:
    row = upload(admin)
    between_pictures(clock)
    for process in some(app.extensions[RUNNING].values()):
        assert process.wait(LONGEST_WAIT) == 0
    db.session.rollback()
    assert db.session.get_one(SiteImport, row.id).state == "checked"


def test_cancelled_import_stores_nothing(admin: Desk, clock: Clock) -> None:
    row = upload(admin)
    admin.post(f"/admin/move-in/{row.id}/cancellation", data={})
    work_on_upload(row.id, clock)
    db.session.rollback()
    assert (row.state, stories()) == ("cancelled", 0)
    assert "was cancelled" in admin.get(f"/admin/move-in/{row.id}").text


def test_other_file_is_refused_in_a_sentence(admin: Desk, clock: Clock) -> None:
    row = upload(admin, "name,email\nAna,ana@example.org")
    work_on_upload(row.id, clock)
    page = admin.get(f"/admin/move-in/{row.id}").text
    assert "This is neither a WordPress export" in page


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"time_zone": "UTC"}, "Choose a file."),
        ({"time_zone": "UTC", "file": "text"}, "Choose a file."),
        ({"file": FILE, "time_zone": ""}, "Enter the time zone"),
        ({"file": FILE, "time_zone": "Mars"}, "Choose a time zone from the list."),
    ],
)
def test_bad_form_is_explained(
    admin: Desk, form: dict[str, object], message: str
) -> None:
    if form.get("file") is FILE:
        form = {**form, "file": (BytesIO(b"x"), "a.xml")}
    answer = admin.post("/admin/move-in/", data=form)
    assert (answer.status_code, message in answer.text) == (422, True)


def test_second_confirmation_changes_nothing(admin: Desk, clock: Clock) -> None:
    row = upload(admin)
    admin.post(f"/admin/move-in/{row.id}/confirmation", data={})
    db.session.rollback()
    assert row.state == "checking"
    work_on_upload(row.id, clock)
    for _ in range(2):
        admin.post(f"/admin/move-in/{row.id}/confirmation", data={})
    work_on_upload(row.id, clock)
    db.session.rollback()
    assert (row.state, stories()) == ("done", 1)


def test_file_goes_when_the_import_has_ended(admin: Desk, clock: Clock) -> None:
    row = upload(admin)
    path: Path = folder_of_imports() / row.file
    assert path.exists()
    admin.post(f"/admin/move-in/{row.id}/cancellation", data={})
    clock.advance(days=400)
    start_site_imports(clock)
    assert not path.exists()


def test_only_administrators_move_a_site_in(desk: Desk) -> None:
    assert desk.get("/admin/move-in/").status_code == 403
