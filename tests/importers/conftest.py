"""A folder for content files, and its import."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from importers.content.files import Grounds, content_files
from importers.content.importing import Report, import_content

Put = Callable[..., Path]
ARTICLE = """\
---
headline: The line
published_at: 2026-03-01T09:00:00Z
---

The first paragraph.

The second paragraph.

The third paragraph.
"""


def bring_in(*paths: Path) -> Report:
    return import_content(content_files(paths), Grounds.of(paths))


def picture_bytes(colour: str = "navy", size: tuple[int, int] = (64, 48)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def folder(app: Flask, tmp_path: Path) -> Path:
    """The content folder, with one picture in the pictures folder beside it."""
    content, pictures = tmp_path / "in" / "content", tmp_path / "in" / "pictures"
    content.mkdir(parents=True)
    pictures.mkdir()
    (pictures / "sea.jpg").write_bytes(picture_bytes())
    return content


@pytest.fixture
def put(folder: Path) -> Put:
    """Writes a content file from front matter, text and name."""

    def write(front: str, text: str = "", name: str = "the-line.md") -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\n{front}\n---\n\n{text}\n", encoding="utf-8")
        return path

    return write
