"""The newsroom's pages are valid HTML, by the Nu checker."""

from pathlib import Path

from flask import Flask

from tests.conventions.nu_checker import faults
from tests.conventions.routes import DESK_GETS
from tests.newsroom import make_editor, sign_in


def test_pages_of_the_newsroom_are_valid(magazine: Flask, tmp_path: Path) -> None:
    with magazine.app_context():
        desk = sign_in(magazine, make_editor("administrator"))
    for name, address in DESK_GETS.items():
        answer = desk.get(address)
        html = answer.text
        is_mail = "sandbox" in answer.headers["Content-Security-Policy"]
        if "<html" in html and not is_mail:
            (tmp_path / f"{name}.html").write_text(html)
    assert len(list(tmp_path.glob("*.html"))) > 20
    assert faults(tmp_path) == []
