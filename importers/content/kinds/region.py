"""Regions as content files; the text is the description."""

from collections.abc import Callable, Iterator

from sqlalchemy import select

from extensions import db
from importers.content.document import Document
from importers.content.kind import ContentFile, Kind, slug_for
from importers.content.rows import find, find_or_make
from importers.markdown.writing import write_markdown
from models.input_rules import longest
from models.taxonomy.region import Region

FIELDS = ("kind", "slug", "name", "hue", "west", "east", "position")


def read(document: Document) -> Callable[[], None]:
    slug = slug_for(document)
    values = {
        "name": document.line("name", longest(Region.name), needed=True),
        "hue": document.number("hue", 0, 359, 60),
        "west": document.number("west", -180, 180, -180),
        "east": document.number("east", -180, 180, 180),
        "position": document.number("position", 0, 9999, 0),
        "description": document.html(),
    }

    def store() -> None:
        find_or_make(Region, slug, **values)

    return store


def write() -> Iterator[ContentFile]:
    for region in db.session.scalars(select(Region).order_by(Region.slug)):
        fields = {
            "kind": "region",
            "name": region.name,
            "hue": region.hue,
            "west": region.west,
            "east": region.east,
            "position": region.position,
        }
        text = write_markdown(region.description, "", is_story=False)
        yield ContentFile(f"regions/{region.slug}.md", fields, text)


def _is_stored(document: Document) -> bool:
    return find(Region, slug_for(document)) is not None


REGION = Kind(FIELDS, read, _is_stored, write)
