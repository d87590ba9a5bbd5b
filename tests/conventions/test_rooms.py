"""Endpoint, file and template folder have the same name."""

import ast
import inspect
import re
from pathlib import Path

import pytest

from config import ROOT
from tests.conventions.routes import APP

# Flask-Security's own views, and what they are called there.
OURS = sorted(name for name in APP.view_functions if not name.startswith("security."))
TEMPLATE = re.compile(r"^[a-z_/]+\.html$")
# Templates of another folder that a view may use.
BORROWED = {"articles/_stream.html", "front/index.html", "previews/readers.html"}


def file_of(endpoint: str) -> Path:
    view = inspect.unwrap(APP.view_functions[endpoint])
    return Path(inspect.getfile(view)).relative_to(ROOT / "blueprints")


def room_of(path: Path) -> str:
    """`routes.py` belongs to the folder itself."""
    return ".".join(path.with_suffix("").parts).removesuffix(".routes")


@pytest.mark.parametrize("endpoint", OURS)
def test_endpoint_is_named_like_its_file(endpoint: str) -> None:
    path = file_of(endpoint)
    room = endpoint.rpartition(".")[0]
    shared = {"admin.taxonomy.regions", "admin.taxonomy.topics"}
    shared |= {"admin.taxonomy.contributors"}  # one base makes their views
    if room in shared and path.parts[:2] == ("admin", "taxonomy"):
        return
    assert room_of(path) == room


def templates_named_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    words = (n.value for n in ast.walk(tree) if isinstance(n, ast.Constant))
    return {word for word in words if isinstance(word, str) and TEMPLATE.match(word)}


@pytest.mark.parametrize("path", sorted({file_of(name) for name in OURS}), ids=str)
def test_templates_are_in_the_folder_of_their_file(path: Path) -> None:
    parts = [part for part in path.with_suffix("").parts if part != "routes"]
    named = templates_named_in(ROOT / "blueprints" / path)
    folders = {template: template.split("/")[:-1] for template in named - BORROWED}
    assert [name for name in named if not (ROOT / "templates" / name).exists()] == []
    # Its own folder, or one above that several files share.
    assert {n: f for n, f in folders.items() if f != parts[: len(f)]} == {}
