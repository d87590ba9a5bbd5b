"""No test passes because there was nothing to check, or sets a limit of its own."""

import ast
import re
from pathlib import Path

import pytest

from config import ROOT
from tests.conventions.source.loops import (
    checks_for_certain,
    functions,
    helpers_that_check,
)

EVERY = sorted((ROOT / "tests").rglob("*.py"))
FILES = [path for path in EVERY if path.name.startswith("test_")]
BROWSER = [path for path in EVERY if "browser" in path.parts]
HELPERS = helpers_that_check(EVERY)
OWN_LIMIT = re.compile(r"timeout=\d|wait_for_timeout|\bsleep\(")
IDLE = """
def test_idle(page):
    for link in page.select("a"):
        assert link
"""
BUSY = IDLE.replace('page.select("a")', 'some(page.select("a"))')


def idle_in(text: str) -> list[str]:
    tests = [f for f in functions(ast.parse(text)) if f.name.startswith("test_")]
    return [test.name for test in tests if not checks_for_certain(test, HELPERS)]


def own(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", FILES, ids=own)
def test_no_test_checks_only_in_a_loop_that_may_not_run(path: Path) -> None:
    assert idle_in(path.read_text()) == [], "loop over some(…): see tests/some.py"


def test_loop_that_may_not_run_is_noticed() -> None:
    assert idle_in(IDLE) == ["test_idle"]
    assert idle_in(BUSY) == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "tests/browser").rglob("*.py")), ids=own
)
def test_browser_tests_share_one_limit(path: Path) -> None:
    """LONGEST_WAIT in tests/waiting.py, long enough for a busy machine."""
    assert OWN_LIMIT.findall(path.read_text()) == []
