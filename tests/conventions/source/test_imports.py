"""Imports point one way, and no name hides another."""

import ast
import sys
from pathlib import Path

import pytest

from config import ROOT
from tests.some import some

LAYERS = {
    "app": 6,
    "blueprints": 5,
    "commands": 5,
    "importers": 4,  # they import pictures, as a job does
    "web": 3,
    "jobs": 3,
    "models": 2,
    "extensions": 1,
    "config": 0,
}
FOLDERS = ("blueprints", "commands", "web", "jobs", "importers", "models")
MODULES = [
    *(ROOT / name for name in ("app.py", "config.py", "extensions.py")),
    *(path for name in FOLDERS for path in sorted((ROOT / name).rglob("*.py"))),
]
BOTH = ("testbed", {"tests", "bench"})
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc"}


def imported(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found += [f"{node.module}.{name.name}" for name in node.names]
    return found


def own(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("path", MODULES, ids=own)
def test_imports_point_one_way(path: Path) -> None:
    here = own(path).partition(".")[0]
    there = {name.partition(".")[0] for name in imported(path)} & set(LAYERS)
    assert {name for name in there if LAYERS[name] >= LAYERS[here]} <= {here}


@pytest.mark.parametrize("path", MODULES, ids=own)
def test_blueprints_never_import_one_another(path: Path) -> None:
    parts = own(path).split(".")
    there = {n.split(".")[1] for n in imported(path) if n.startswith("blueprints.")}
    assert parts[0] != "blueprints" or there <= {parts[1]}


@pytest.mark.parametrize("path", MODULES, ids=own)
def test_nothing_imports_the_tests_or_the_application(path: Path) -> None:
    roots = {name.partition(".")[0] for name in imported(path)}
    assert not roots & {"tests", "bench", "testbed", "app"}


def test_tests_and_benchmarks_do_not_import_one_another() -> None:
    """Shared code is in testbed/."""
    for folder, others in (("tests", {"bench"}), ("bench", {"tests"}), BOTH):
        paths = list((ROOT / folder).rglob("*.py"))
        assert len(paths) > 4
        for path in paths:
            roots = {name.partition(".")[0] for name in imported(path)}
            assert not roots & others, path


def test_no_module_has_a_vague_name() -> None:
    assert not [path for path in MODULES if VAGUE & set(own(path).split("."))]


def test_top_level_names_shadow_no_standard_module() -> None:
    names = {path.stem for path in ROOT.glob("*.py")} | {
        path.name for path in ROOT.iterdir() if path.is_dir()
    }
    assert not names & set(sys.stdlib_module_names)


def test_blueprint_packages_are_empty() -> None:
    for path in some((ROOT / "blueprints").rglob("__init__.py")):
        assert path.read_text() == ""
