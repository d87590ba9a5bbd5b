"""docs/content-format.md keeps up with the code, and its examples work."""

import re
from pathlib import Path

import pytest
from flask import Flask

from config import ROOT
from importers.content.corrections import CORRECTION_FIELDS
from importers.content.kinds.front_page import SLOT_FIELDS
from importers.content.kinds.redirects import MOVE_FIELDS
from importers.content.pictures import FIELDS
from importers.content.registry import KINDS
from models.body.allow_list import ATTRIBUTES, BODY_ATTRIBUTES, BODY_TAGS, TAGS
from tests.importers.conftest import bring_in, picture_bytes

PAGE = (ROOT / "docs" / "content-format.md").read_text()
SECTIONS = dict(
    re.findall(r"^### `?([\w, -]+?)`?\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
)
EXAMPLE = re.compile(
    r"^`([\w/-]+\.md)`:?\n+```markdown\n(.*?)^```$", re.MULTILINE | re.DOTALL
)


def fields_in(section: str) -> set[str]:
    return set(re.findall(r"^\| `(\w+)`", section, re.MULTILINE))


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_every_kind_is_documented(kind: str) -> None:
    section = next(
        text for title, text in SECTIONS.items() if kind in re.split(", | and ", title)
    )
    common = {"kind"} | ({"slug"} if KINDS[kind].has_slug else set())
    assert fields_in(section) == set(KINDS[kind].fields) - common


def test_every_field_of_a_picture_is_documented() -> None:
    assert fields_in(SECTIONS["picture"]) == set(FIELDS)


def test_smaller_fields_are_documented() -> None:
    for name in (*SLOT_FIELDS, *MOVE_FIELDS, *CORRECTION_FIELDS):
        assert f"`{name}`" in PAGE


def test_every_allowed_tag_and_attribute_is_documented() -> None:
    html = PAGE.partition("## HTML")[2].partition("\n## ")[0]
    words = set(re.findall(r"`(\w+)`", html))
    assert words >= TAGS
    assert words >= {name for names in ATTRIBUTES.values() for name in names}
    assert {f"<{tag}" in html for tag in BODY_TAGS - TAGS} == {True}
    for names in BODY_ATTRIBUTES.values():
        assert {name in html for name in names} == {True}


def test_every_example_can_be_imported(app: Flask, tmp_path: Path) -> None:
    content = tmp_path / "content"
    for name, text in EXAMPLE.findall(PAGE):
        path = content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    pictures = tmp_path / "content" / "pictures"
    pictures.mkdir()
    for name in ("harbour.jpg", "ines.jpg", "quay.jpg"):
        (pictures / name).write_bytes(picture_bytes())
    report = bring_in(content)
    assert report.problems == []
    assert report.counts["new"] == len(EXAMPLE.findall(PAGE)) > len(KINDS)
