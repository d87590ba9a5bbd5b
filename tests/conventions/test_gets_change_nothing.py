"""No GET changes anything: other sites, scanners and prefetching can send one."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from extensions import db
from tests.conventions.routes import EVERY_GET
from tests.newsroom import Desk, make_editor, sign_in
from tests.some import some

METHODS = ("GET", "HEAD", "OPTIONS")
# A link opened from a mail or another site.
FROM_ELSEWHERE = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}


@pytest.fixture
def desk(magazine: Flask) -> Desk:
    with magazine.app_context():
        desk = sign_in(magazine, make_editor("administrator"))
        db.session.remove()
    return desk


def stored() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, except the counts of failed attempts."""
    db.session.rollback()
    tables = [t for t in db.metadata.sorted_tables if t.name != "attempts"]
    rows = {
        t.name: [tuple(row) for row in db.session.execute(select(t))] for t in tables
    }
    db.session.rollback()
    return rows


@pytest.fixture
def written() -> Iterator[list[str]]:
    """The statements that may have changed something."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("SELECT", "BEGIN", "PRAGMA")):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield statements
    event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize("method", METHODS)
def test_no_get_changes_what_is_stored(
    magazine: Flask, desk: Desk, method: str, written: list[str]
) -> None:
    with magazine.app_context():
        before = stored()
        assert before["editors"]
        for name, address in some(EVERY_GET.items()):
            desk.open(address, method=method, headers=FROM_ELSEWHERE)
            if written:  # some write and take it back
                assert stored() == before, name
                written.clear()
        assert stored() == before


@pytest.mark.parametrize("method", METHODS)
def test_no_get_signs_out_or_clears_anything(desk: Desk, method: str) -> None:
    for name, address in some(EVERY_GET.items()):
        answer = desk.open(address, method=method, headers=FROM_ELSEWHERE)
        assert "Clear-Site-Data" not in answer.headers, name
        assert desk.get("/admin/session").status_code == 200, name
