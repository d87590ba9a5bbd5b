"""The newsroom's pages are valid HTML, by the Nu checker."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import missing
from tests.conventions.routes import DESK_GETS
from tests.newsroom import make_editor, sign_in

CHECKER = Path("node_modules/vnu-jar/build/dist/vnu.jar")


@pytest.fixture
def checker() -> list[str]:
    java = shutil.which("java")
    if java is None or not CHECKER.exists():
        missing("The Nu checker, or Java")
    return [str(java), "-jar", str(CHECKER), "--errors-only", "--format", "json"]


def test_pages_of_the_newsroom_are_valid(
    magazine: Flask, checker: list[str], tmp_path: Path
) -> None:
    with magazine.app_context():
        desk = sign_in(magazine, make_editor("administrator"))
    for name, address in DESK_GETS.items():
        html = desk.get(address).text
        if "<html" in html:
            (tmp_path / f"{name}.html").write_text(html)
    pages = sorted(map(str, tmp_path.glob("*.html")))
    assert len(pages) > 20
    command = [*checker, *pages]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    found = json.loads(done.stderr)["messages"]
    assert [f"{Path(one['url']).name}: {one['message']}" for one in found] == []
