"""Writers save while the magazine is exported, or its search index is rebuilt."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask

from extensions import db
from importers.content.export import export_content
from models.listing.search import index
from tests.admin.stories.writing import fields, make_story
from tests.factories import make_article, make_contributor, make_picture, make_topic
from tests.newsroom import make_editor, sign_in

Save = Callable[..., None]


@pytest.fixture
def saved() -> list[int]:
    """The status of each save."""
    return []


@pytest.fixture
def save(app: Flask, saved: list[int]) -> Save:
    """Saves a story in another thread, as another process would."""
    desk, story = sign_in(app, make_editor()), make_story()
    for number in range(3):
        make_article(lead_picture=make_picture(), topics=[make_topic(f"T {number}")])
        make_contributor(f"Writer {number}")

    data = fields(0, story_key=story.key)
    address = f"/admin/articles/{story.id}/draft"
    db.session.rollback()

    def once() -> int:
        return desk.post(address, data=data | {"version": len(saved)}).status_code

    def elsewhere(*_: object) -> None:
        with ThreadPoolExecutor(1) as thread:
            saved.append(thread.submit(once).result())

    return elsewhere


def test_every_step_of_an_export_lets_writers_save(
    save: Save, saved: list[int], tmp_path: Path
) -> None:
    written = export_content(tmp_path / "out", save)
    assert len(saved) == written.files + len(written.lost) >= 12
    assert {*saved} == {200}


def test_every_step_of_a_rebuild_lets_writers_save(
    save: Save, saved: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "AT_ONCE", 1)
    index.rebuild_index(save)
    assert saved == [200] * 4
