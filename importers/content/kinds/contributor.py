"""Contributors as content files; the text is the biography."""

from collections.abc import Callable, Iterator

from sqlalchemy import select

from extensions import db
from importers.content.document import Document
from importers.content.kind import ContentFile, Kind, slug_for
from importers.content.pictures import read_picture, write_picture
from importers.content.rows import find, find_or_make
from importers.markdown.writing import write_markdown
from models.input_rules import longest
from models.taxonomy.contributor import Contributor

FIELDS = ("kind", "slug", "name", "role", "picture")


def read(document: Document) -> Callable[[], None]:
    slug = slug_for(document)
    values = {
        "name": document.line("name", longest(Contributor.name), needed=True),
        "role": document.line("role", longest(Contributor.role)),
        "biography": document.html(),
    }
    present = find(Contributor, slug)
    picture = read_picture(document, present.portrait if present else None)

    def store() -> None:
        contributor = find_or_make(Contributor, slug, **values)
        contributor.portrait = picture.store() if picture else None

    return store


def write() -> Iterator[ContentFile]:
    for person in db.session.scalars(select(Contributor).order_by(Contributor.slug)):
        fields = {
            "kind": "contributor",
            "name": person.name,
            "role": person.role,
            "picture": write_picture(person.portrait),
        }
        text = write_markdown(person.biography, "", is_story=False)
        yield ContentFile(f"contributors/{person.slug}.md", fields, text)


def _is_stored(document: Document) -> bool:
    return find(Contributor, slug_for(document)) is not None


CONTRIBUTOR = Kind(FIELDS, read, _is_stored, write)
