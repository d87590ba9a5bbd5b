"""Redirects of URLs with a query, checked before the page cache.

Pages exist at such paths (the router takes `/?p=123` for the front page), so these
redirects cannot wait for a 404. Reads them once per edition, when a query comes.
"""

from contextlib import suppress
from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from models.base import hurried
from models.edition_state import EditionState
from models.redirect import candidates, redirects_with_query


class MovedQueries:
    def __init__(self, app: Flask) -> None:
        self._flask = app
        self._read: tuple[int | None, frozenset[str]] = (None, frozenset())

    def match(self, environ: dict[str, Any], edition: EditionState) -> bool:
        query = environ.get("QUERY_STRING", "")
        if not query:
            return False
        moved = self._of(edition)
        path = environ.get("PATH_INFO", "").encode("latin-1").decode(errors="replace")
        return bool(moved) and not moved.isdisjoint(candidates(path, query))

    def _of(self, edition: EditionState) -> frozenset[str]:
        """The last known ones if the database does not answer."""
        if self._read[0] != edition.number:
            with suppress(SQLAlchemyError), self._flask.app_context(), hurried():
                self._read = edition.number, redirects_with_query()
        return self._read[1]
