"""The corrections of a story, in the front matter of its file."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from extensions import db
from importers.document import Document
from models.article import Article
from models.correction import LONGEST, Correction, corrections_of, show_corrections

CORRECTION_FIELDS = ("at", "text", "material")


@dataclass(frozen=True)
class ReadCorrection:
    at: datetime
    text: str
    is_material: bool


def read_corrections(document: Document) -> list[ReadCorrection]:
    items = document.items("corrections")
    found = []
    for place in items.values:
        block = items.mapping(place)
        block.refuse_unknown(CORRECTION_FIELDS)
        at = block.time("at")
        if at is None:
            said = "A correction has its time: add a line `at: …`."
            raise block.problem("at", said)
        text = block.line("text", LONGEST, needed=True)
        material = block.choice("material", ("yes", "no"), "yes") == "yes"
        found.append(ReadCorrection(at, text, material))
    return found


def store_corrections(article: Article, wanted: list[ReadCorrection]) -> None:
    """Adds those that are missing; none that readers were told is taken back."""
    if not wanted:
        return
    db.session.flush()
    present = {(row.at, row.text) for row in corrections_of(article.id)}
    missing = [one for one in wanted if (one.at, one.text) not in present]
    for one in missing:
        db.session.add(Correction(article_id=article.id, **vars(one)))
    if missing:
        show_corrections(article)


def write_corrections(article: Article) -> list[dict[str, Any]]:
    return [
        {
            "at": row.at,
            "text": row.text,
            "material": "yes" if row.is_material else "no",
        }
        for row in article.corrections
    ]
