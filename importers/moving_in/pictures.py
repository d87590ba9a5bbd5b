"""Fetches the pictures of another site and stores each file once."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

from flask import current_app
from sqlalchemy import select

from extensions import db
from importers.archives.records import ForeignPicture
from importers.foreign_html.pictures import full_size
from importers.moving_in.texts import fit
from jobs.images.imaging import MAX_BYTES, PictureRefused
from jobs.images.renditions import create_picture
from jobs.pings.outward import OutwardRefused, get
from models.base import transaction
from models.imports.imported_item import ImportedItem, find_item, hash_of
from models.input_rules import longest
from models.pictures.picture import FILE, Picture

MOST_FAILURES = 3  # consecutive failures of a host, after which it is not tried again
MOST_FOLDERS = 10  # of a path that are looked for
LONGEST_SHOWN = 300
HOST_IS_AWAY = "Its host does not answer."


class NoPicture(Exception):
    """The picture is missing; the message says why."""


@dataclass
class PictureStore:
    """`folder` holds the old site's uploads; without it they are fetched.

    `tick` is called before each picture. `lost` has the reason for each missing URL.
    """

    site_url: str
    folder: Path | None = None
    tick: Callable[[], object] = lambda: None
    lost: dict[str, str] = field(default_factory=dict)
    _failures: dict[str, int] = field(default_factory=dict)
    _digests: dict[str, str] = field(default_factory=dict)

    def id_of(self, picture: ForeignPicture) -> int | None:
        """The id of the stored picture, or None if its file is missing.

        A file has one row for each set of texts.
        """
        self.tick()
        try:
            url = full_size(urljoin(f"{self.site_url}/", unescape(picture.url)))
        except ValueError:
            self.lost[picture.url[:LONGEST_SHOWN]] = "This is not a valid URL."
            return None
        key = hash_of("picture", url, picture.alt_text, picture.caption, picture.credit)
        item = find_item(key)
        if item and item.picture_id:
            return item.picture_id
        db.session.rollback()
        try:
            row = self._row(url, picture.url)
        except NoPicture as why:
            self.lost[url[:LONGEST_SHOWN]] = str(why)
            return None
        return self._store(row, key, url, picture)

    def _row(self, url: str, shown_url: str) -> Picture:
        """A new row of the file. Cleaning takes long, so it is done once per file."""
        digest = self._digests.get(url)
        data = b""
        if digest is None:
            data = self._data(url, shown_url)
            digest = hashlib.sha256(data).hexdigest()
        same = db.session.scalar(select(Picture).where(Picture.sha256 == digest))
        if same:
            file = {name: getattr(same, name) for name in FILE}
            rows = same.rendition_rows
            db.session.rollback()
            row = Picture(**file, rendition_rows=rows, renditions_due=not rows)
        else:
            db.session.rollback()
            try:
                row = create_picture(data or self._data(url, shown_url), digest)
            except PictureRefused as refused:
                raise NoPicture(str(refused)) from None
        self._digests[url] = digest
        return row

    def _store(self, row: Picture, key: str, url: str, picture: ForeignPicture) -> int:
        for name in ("alt_text", "caption", "credit"):
            text = fit(getattr(picture, name), longest(getattr(Picture, name)))
            setattr(row, name, text)
        row.file_name = unquote(urlsplit(url).path).rpartition("/")[2][:300]
        with transaction():
            db.session.add(row)
            db.session.flush()
            item = find_item(key) or ImportedItem(
                key_hash=key, source=self.site_url[:300], kind="picture"
            )
            item.foreign_id, item.picture_id = url[:300], row.id
            db.session.add(item)
            return row.id

    def _data(self, url: str, shown_url: str) -> bytes:
        if self.folder:
            return self._from_folder(url, shown_url, self.folder)
        host = urlsplit(url).netloc
        if self._failures.get(host, 0) >= MOST_FAILURES:
            raise NoPicture(HOST_IS_AWAY)
        return self._fetched(
            dict.fromkeys((url, urljoin(f"{self.site_url}/", shown_url)))
        )

    def _fetched(self, urls: "dict[str, None]") -> bytes:
        """The first available file: the full picture, or the size that was shown."""
        allowed = bool(current_app.config.get("PRIVATE_ADDRESSES_ALLOWED"))
        why = ""
        for url in urls:
            host = urlsplit(url).netloc
            try:
                data = get(_escaped(url), MAX_BYTES, private_allowed=allowed)
            except OutwardRefused as refused:
                why = str(refused)
                self._failures[host] = self._failures.get(host, 0) + refused.is_away
            else:
                self._failures[host] = 0
                return data
        raise NoPicture(why)

    def _from_folder(self, url: str, shown_url: str, folder: Path) -> bytes:
        """The longest end of the URL's path that is a file in the folder."""
        root = folder.resolve()
        for address in (url, shown_url):
            parts = unquote(urlsplit(address).path).strip("/").split("/")
            for start in range(max(0, len(parts) - MOST_FOLDERS), len(parts)):
                with suppress(OSError, ValueError):  # a name that cannot be a file's
                    path = root.joinpath(*parts[start:]).resolve()
                    if path.is_relative_to(root) and path.is_file():
                        with path.open("rb") as file:
                            return file.read(MAX_BYTES + 1)
        raise NoPicture(f"It is not in {folder}.")


def _escaped(url: str) -> str:
    return quote(url, safe="%/:?=&#+,;@!$'()*~[]")
