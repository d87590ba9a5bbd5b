"""The width of template lines."""

from pathlib import Path

import pytest

from config import ROOT

WIDEST = 100  # columns
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_lines_of_templates_are_short(path: Path) -> None:
    lines = path.read_text().splitlines()
    assert [n for n, line in enumerate(lines, 1) if len(line) > WIDEST] == []
