"""Links and file names in the documents exist."""

import re
from pathlib import Path

import pytest

from config import ROOT

LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)  # examples
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_in_a_document_leads_somewhere(document: Path) -> None:
    text = FENCED.sub("", document.read_text())
    broken = [
        link for link in LINK.findall(text) if not (document.parent / link).exists()
    ]
    assert not broken


PATH = re.compile(r"`((?:\w+/)+[\w.]*)`")


@pytest.mark.parametrize(
    "path", sorted(set(PATH.findall((ROOT / "docs/architecture.md").read_text())))
)
def test_every_file_that_the_architecture_names_is_there(path: str) -> None:
    assert (ROOT / path).exists()


def test_decisions_are_numbered_once_each() -> None:
    names = sorted(path.stem for path in (ROOT / "docs/decisions").glob("0*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))


@pytest.mark.parametrize(
    "record",
    sorted((ROOT / "docs/decisions").glob("0*.md")),
    ids=lambda path: path.stem,
)
def test_decision_has_its_parts(record: Path) -> None:
    text = record.read_text()
    assert text.startswith(f"# {int(record.stem[:4])}. ")
    for part in ("**Context.**", "**Choice.**", "**Cost.**"):
        assert part in text
