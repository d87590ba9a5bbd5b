"""The newsroom's settings as one content file."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from extensions import db
from importers.content.document import Document
from importers.content.fields import Fields
from importers.content.kind import ContentFile, Kind
from models.email_address import Address, BadAddress
from models.input_rules import is_web_address
from models.setting import (
    LANGUAGE,
    LONGEST,
    LONGEST_LINK,
    NAMES,
    NUMBERS,
    Newsroom,
    Setting,
    read_newsroom,
    write_newsroom,
)

# Only set in the newsroom, never by a file.
OF_THE_INSTANCE = {"logo_id", "time_zone", "websub_hub", "indexnow_key"}
NAMES_IN_FILES = NAMES - OF_THE_INSTANCE
FIELDS = ("kind", *sorted(NAMES_IN_FILES))
LINK_FIELDS = ("name", "url")
TEXTS = {"description", "newsletter_pitch", "footer"}  # these may have several lines
MAILED = {"name", "newsletter_name"}


def read(document: Document) -> Callable[[], None]:
    """The file replaces all settings; missing ones get their defaults."""
    document.refuse_text()
    defaults = asdict(Newsroom())
    values = {name: _value(document, name, defaults[name]) for name in NAMES_IN_FILES}
    if not LANGUAGE.fullmatch(values["language"]):
        message = "`language` takes a language tag such as en or pt-BR."
        raise document.problem("language", message)

    def store() -> None:
        present = read_newsroom()
        kept = {name: getattr(present, name) for name in OF_THE_INSTANCE}
        write_newsroom(Newsroom(**values, **kept))

    return store


def write() -> Iterator[ContentFile]:
    newsroom = read_newsroom()
    if newsroom != Newsroom():
        links = [{p: link[p] for p in LINK_FIELDS} for link in newsroom.social_links]
        values = asdict(newsroom) | {"social_links": links}
        kept = {name: values[name] for name in FIELDS if name in values}
        yield ContentFile("settings.md", {"kind": "settings"} | kept)


def _value(document: Document, name: str, default: Any) -> Any:
    if name == "social_links":
        links = document.items(name)
        return tuple(_link(links, place) for place in links.values)
    if name in NUMBERS:
        return document.number(name, *NUMBERS[name], default)
    if name not in document.values:
        return default
    if name in TEXTS:
        return document.words(name, LONGEST)
    line = document.line(name, LONGEST, needed=bool(default))
    _refuse_unmailable(document, name, line)
    return line


def _refuse_unmailable(document: Document, name: str, line: str) -> None:
    """Refuses names that would make every mail's sender or subject invalid."""
    if name in MAILED and "=?" in line:
        message = f"`{name}` holds =?, which mail programs take for a code: remove it."
        raise document.problem(name, message)
    try:
        if name == "contact_email" and line:
            Address.read(line)
    except BadAddress:
        message = "`contact_email` takes an e-mail address such as desk@example.org."
        raise document.problem(name, message) from None


def _link(links: Fields, place: str) -> dict[str, str]:
    link = links.mapping(place)
    link.refuse_unknown(LINK_FIELDS)
    name, url = (link.line(part, LONGEST_LINK, needed=True) for part in LINK_FIELDS)
    if not is_web_address(url):
        message = "`url` takes an address that begins with https://."
        raise link.problem("url", message)
    return {"name": name, "url": url}


def _is_stored(_document: Document) -> bool:
    known = select(Setting).where(Setting.name.in_(NAMES)).limit(1)
    return db.session.scalar(known) is not None


SETTINGS = Kind(FIELDS, read, _is_stored, write, has_slug=False)
