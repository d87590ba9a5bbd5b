"""A story's corrections in the front matter of its file."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from extensions import db
from importers.content.document import Document
from models.stories.article import Article
from models.stories.correction import (
    LONGEST,
    Correction,
    corrections_of,
    show_corrections,
)

CORRECTION_FIELDS = ("at", "text", "material")


@dataclass(frozen=True)
class ReadCorrection:
    at: datetime
    text: str
    is_material: bool


def read_corrections(document: Document) -> list[ReadCorrection] | None:
    """None if the file has no such field, which is different from an empty list."""
    if "corrections" not in document.values:
        return None
    items = document.items("corrections")
    found = []
    for place in items.values:
        block = items.mapping(place)
        block.refuse_unknown(CORRECTION_FIELDS)
        at = block.time("at")
        if at is None:
            message = "A correction has its time: add a line `at: …`."
            raise block.problem("at", message)
        text = block.line("text", LONGEST, needed=True)
        material = block.choice("material", ("yes", "no"), "yes") == "yes"
        found.append(ReadCorrection(at, text, material))
    return found


def store_corrections(article: Article, wanted: list[ReadCorrection] | None) -> None:
    """Replaces them with the file's; unchanged ones keep their author."""
    if wanted is None:
        return
    db.session.flush()
    missing, present = list(dict.fromkeys(wanted)), corrections_of(article.id)
    kept = [row for row in present if _taken_from(missing, row)]
    if not missing and kept == present:
        return
    for row in present:
        if row not in kept:
            db.session.delete(row)
    for one in missing:
        db.session.add(Correction(article_id=article.id, **vars(one)))
    show_corrections(article)


def _taken_from(missing: list[ReadCorrection], row: Correction) -> bool:
    same = ReadCorrection(row.at, row.text, row.is_material)
    if same not in missing:
        return False
    missing.remove(same)
    return True


def write_corrections(article: Article) -> list[dict[str, Any]]:
    return [
        {
            "at": row.at,
            "text": row.text,
            "material": "yes" if row.is_material else "no",
        }
        for row in article.corrections
    ]
