"""No GET changes anything: other sites, scanners and prefetching can send one."""

import pytest
from flask import Flask
from sqlalchemy import select

from extensions import db
from tests.conventions.routes import EVERY_GET
from tests.newsroom import Desk, make_editor, sign_in

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


@pytest.mark.parametrize("method", METHODS)
def test_no_get_changes_what_is_stored(
    magazine: Flask, desk: Desk, method: str
) -> None:
    with magazine.app_context():
        before = stored()
        assert before["editors"]
        for name, address in EVERY_GET.items():
            desk.open(address, method=method, headers=FROM_ELSEWHERE)
            assert stored() == before, name


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", EVERY_GET)
def test_no_get_signs_out_or_clears_anything(
    desk: Desk, name: str, method: str
) -> None:
    answer = desk.open(EVERY_GET[name], method=method, headers=FROM_ELSEWHERE)
    assert "Clear-Site-Data" not in answer.headers
    assert desk.get("/admin/account/").status_code == 200
