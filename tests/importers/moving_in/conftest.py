"""Imports the real export files of other systems."""

import os
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import pytest
from flask import Flask

from config import ROOT
from importers.archives.recognising import source_of
from importers.archives.source import Upload
from importers.moving_in.importing import Options, import_site
from importers.moving_in.report import ImportReport

EXPORTS = ROOT.parent / "shared" / "import-cases"
CASES = EXPORTS / "wxr"
GHOST = "https://ghost.example"

MoveIn = Callable[..., ImportReport]


@pytest.fixture
def cases() -> Path:
    if CASES.is_dir():
        return CASES
    message = f"The real exports are not at {CASES}: these tests did not run."
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture
def no_pictures(tmp_path: Path) -> Path:
    """A folder without uploads, so that nothing is fetched."""
    folder = tmp_path / "uploads"
    folder.mkdir()
    return folder


@pytest.fixture
def move_in(app: Flask, no_pictures: Path) -> MoveIn:
    """Imports a file; whatever it says, its numbers add up."""

    def run(path: Path, **more: object) -> ImportReport:
        pictures = more.pop("pictures", no_pictures)
        is_whole = more.pop("is_whole", True)
        options = Options(app.config["CLOCK"], pictures=pictures)  # type: ignore[arg-type]
        source = source_of(Upload(path, UTC, GHOST if path.suffix == ".json" else ""))
        assert source is not None
        report = import_site(source, options, **more)  # type: ignore[arg-type]
        assert report.stopped or report.adds_up or not is_whole
        return report

    return run
