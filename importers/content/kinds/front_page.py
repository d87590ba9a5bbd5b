"""The front page's curated stories as one content file."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from extensions import db
from importers.content.document import Document
from importers.content.fields import Fields
from importers.content.kind import ContentFile, Kind
from importers.content.rows import find
from models.front_page import FrontPageSlot
from models.slug import LONGEST
from models.stories.article import Article

FIELDS = ("kind", "slots")
SLOT_FIELDS = ("article", "expires_at")
Slot = tuple[int, str, datetime | None]  # position, slug, expires_at


def read(document: Document) -> Callable[[], None]:
    """The file replaces the whole front page."""
    document.refuse_text()
    slots = document.items("slots")
    wanted = [_slot(slots, place) for place, slot in slots.values.items() if slot]

    def store() -> None:
        if wanted == _stored():
            return
        rows = [_row(slots, slot) for slot in wanted]
        for row in db.session.scalars(select(FrontPageSlot)):
            db.session.delete(row)
        db.session.flush()
        db.session.add_all(rows)

    return store


def write() -> Iterator[ContentFile]:
    stored = {place: (slug, until) for place, slug, until in _stored()}
    slots: list[Any] = []
    for place in range(max(stored, default=-1) + 1):
        slug, until = stored.get(place, (None, None))
        slots.append({"article": slug, "expires_at": until} if until else slug)
    if slots:
        yield ContentFile("front-page.md", {"kind": "front-page", "slots": slots})


def _slot(slots: Fields, place: str) -> Slot:
    if isinstance(slots.values[place], str):
        return int(place), slots.line(place, LONGEST), None
    slot = slots.mapping(place)
    slot.refuse_unknown(SLOT_FIELDS)
    slug = slot.line("article", LONGEST, needed=True)
    return int(place), slug, slot.time("expires_at")


def _row(slots: Fields, slot: Slot) -> FrontPageSlot:
    place, slug, expires_at = slot
    article = find(Article, slug)
    if article is None:
        message = f"There is no article {slug!r}: correct it, or import it as well."
        raise slots.problem(str(place), message)
    return FrontPageSlot(position=place, article_id=article.id, expires_at=expires_at)


def _stored() -> list[Slot]:
    rows = db.session.scalars(select(FrontPageSlot).order_by(FrontPageSlot.position))
    return [(row.position, row.article.slug, row.expires_at) for row in rows]


def _is_stored(_document: Document) -> bool:
    return bool(_stored())


FRONT_PAGE = Kind(FIELDS, read, _is_stored, write, has_slug=False)
