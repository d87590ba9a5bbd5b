"""The page cache: rendered pages as bytes in front of Flask, one edition at a time.

A page belongs to an edition, so nothing tracks what a page depends on: a new edition
means a new page. A page rendered while the edition changed may mix both; it is stored
under the older edition, so the next check replaces it. Concurrent requests for a page
render it once.
"""

import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.test import create_environ, run_wsgi_app
from werkzeug.wrappers import Response

from models.edition_state import EditionState
from web.cache.cache_key import CacheKey
from web.cache.edition_watch import PATIENCE, EditionWatch
from web.cache.moved_queries import MovedQueries
from web.cache.page import Page
from web.cache.page_store import PageStore
from web.clock import now_of
from web.errors import AWAY, MOVED
from web.policy import Public, policy_of
from web.public import opened_as_page

Environ = dict[str, Any]

MOST_BYTES = 56 * 1024 * 1024
# Anyone can invent queries, so these pages have a store of their own.
MOST_BYTES_WITH_QUERY = 8 * 1024 * 1024


class PageCache:
    """WSGI middleware; `app` renders what is not cached."""

    def __init__(self, app: Flask, watch: EditionWatch) -> None:
        self._flask = app
        self._inner = app.wsgi_app
        self._watch = watch
        self._moved = MovedQueries(app)
        self.plain = PageStore(MOST_BYTES)
        self.with_query = PageStore(MOST_BYTES_WITH_QUERY)
        self._rendering = [threading.Lock() for _ in range(64)]
        self._bindings = app.url_map.bind("")
        self._blank = create_environ("/", app.config["SITE_URL"])

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        public = self._public(environ)
        if public is None:
            return self._inner(environ, start_response)
        return self._answer(CacheKey.of(environ, public), environ)(
            environ, start_response
        )

    def clear(self) -> None:
        self.plain.clear()
        self.with_query.clear()

    def _public(self, environ: Environ) -> Public | None:
        """The cache rules of the public view at this URL, if there is one."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        try:
            endpoint, _ = self._bindings.match(environ.get("PATH_INFO", "/"), "GET")
        except HTTPException:
            return None
        public = policy_of(endpoint, self._flask).public
        if public and public.page and opened_as_page(environ):
            return None
        return public

    def _answer(self, key: CacheKey, environ: Environ) -> Response:
        now = now_of(self._flask)
        kept = self._store(key).get(key)
        try:
            edition = self._edition(now, PATIENCE if kept else None)
        except SQLAlchemyError:
            return kept.respond(environ, now) if kept else self._render(key, AWAY)
        if self._moved.match(environ, edition):
            whole = replace(key, query=environ["QUERY_STRING"])
            return self._render(whole, MOVED)
        found = self._found(key, edition, now) or self._make(key, edition, now)
        return found.respond(environ, now) if isinstance(found, Page) else found

    def _found(
        self, key: CacheKey, edition: EditionState, now: datetime
    ) -> Page | None:
        page = self._store(key).get(key)
        if page is None or not page.is_of(edition, now):
            return None
        page.valid_at = now
        return page

    def _make(
        self, key: CacheKey, edition: EditionState, now: datetime
    ) -> Page | Response:
        """This edition's page, or for a while an older one if it cannot be rendered."""
        store = self._store(key)
        with self._rendering[hash(key) % len(self._rendering)]:
            found = self._found(key, edition, now)
            if found:
                return found  # another request rendered it meanwhile
            kept = store.get(key)
            response = self._render(key)
            if response.status_code >= 500 and kept and kept.may_stand_in(now):
                return kept
            if response.status_code != 200 or not response.cache_control.public:
                store.forget(key)  # an outage must not bring back a withdrawn story
                return response
            body = response.get_data()
            page = Page(key.public, edition, response.headers, body, now)
            store.keep(key, page)
            return page

    def _store(self, key: CacheKey) -> PageStore:
        return self.with_query if key.query else self.plain

    def _edition(self, now: datetime, patience: float | None) -> EditionState:
        return self._watch.holds(now) or self._watch.state(now, patience=patience)

    def _render(self, key: CacheKey, *flags: str) -> Response:
        """The view sees no request headers, so none can poison the cache."""
        environ = self._blank | {
            "PATH_INFO": key.path,
            "QUERY_STRING": key.query,
            "wsgi.input": BytesIO(),
            **dict.fromkeys(flags, True),
        }
        body, status, headers = run_wsgi_app(self._inner, environ, buffered=True)
        return Response(b"".join(body), status, headers)
