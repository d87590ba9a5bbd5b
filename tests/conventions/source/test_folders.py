"""How many modules a folder may hold."""

from pathlib import Path

import pytest

from config import ROOT

MOST_MODULES = 20  # in one folder, without __init__.py
CODE = ("blueprints", "commands", "web", "jobs", "importers", "models", "tests")
SCRIPTS = ROOT / "static/js"
FOLDERS = sorted(
    {path.parent for name in CODE for path in (ROOT / name).rglob("*.py")}
    | {path.parent for path in SCRIPTS.rglob("*.js")}
)


def own(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("folder", FOLDERS, ids=own)
def test_folder_has_at_most_twenty_modules(folder: Path) -> None:
    modules = [*folder.glob("*.py"), *folder.glob("*.js")]
    assert len([path for path in modules if path.name != "__init__.py"]) <= MOST_MODULES
