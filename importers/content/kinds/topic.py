"""Topics as content files; the text is the description."""

from collections.abc import Callable, Iterator

from sqlalchemy import select

from extensions import db
from importers.content.document import Document
from importers.content.kind import ContentFile, Kind, slug_for
from importers.content.rows import find, find_or_make
from importers.markdown.writing import write_markdown
from models.input_rules import longest
from models.taxonomy.topic import Topic

FIELDS = ("kind", "slug", "name")


def read(document: Document) -> Callable[[], None]:
    slug = slug_for(document)
    name = document.line("name", longest(Topic.name), needed=True)
    description = document.html()

    def store() -> None:
        find_or_make(Topic, slug, name=name, description=description)

    return store


def write() -> Iterator[ContentFile]:
    for topic in db.session.scalars(select(Topic).order_by(Topic.slug)):
        text = write_markdown(topic.description, "", is_story=False)
        fields = {"kind": "topic", "name": topic.name}
        yield ContentFile(f"topics/{topic.slug}.md", fields, text)


def _is_stored(document: Document) -> bool:
    return find(Topic, slug_for(document)) is not None


TOPIC = Kind(FIELDS, read, _is_stored, write)
