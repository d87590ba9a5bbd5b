"""Every error as a page, or as one line for htmx; no request ends in a traceback."""

import logging
from urllib.parse import quote

from flask import Flask, current_app, redirect, render_template
from flask_wtf.csrf import CSRFError
from htmx_flask import request
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable
from werkzeug.wrappers import Response

from extensions import db
from models.listing.cursor import BadCursor
from models.pictures.media import MediaUnavailable
from models.redirect import find_redirect, is_on_this_site, with_other_end
from web.accounts.session import is_newsroom
from web.newsroom_errors import newsroom_error
from web.policy import policy_of
from web.site.renamed import Renamed, moved_to
from web.without_context import render_without_context

log = logging.getLogger("meridian.errors")

TITLES = {
    400: "This address is not valid",
    401: "You are signed out",
    403: "You cannot do this",
    404: "Page not found",
    405: "This page cannot do that",
    410: "This story has been withdrawn",
    413: "This is too large",
    429: "Too many requests",
    500: "Something went wrong on our side",
    503: "The site is not available right now",
}
EXPLANATIONS = {
    401: "Your session has ended. Sign in to continue where you were.",
    400: "The link may be incomplete. Try the front page.",
    403: "Go back, reload the page and try again.",
    404: "The story may have moved, or the link may be incomplete.",
    405: "The address exists, but does not accept this kind of request.",
    410: "The newsroom has withdrawn it.",
    413: "Send less at once: a form can hold 64 kilobytes.",
    429: "Wait a minute and try again.",
    500: "The error is logged. Try again; if it happens again, tell the newsroom.",
    503: "The server cannot reach its database. Try again in a minute.",
}
STALE_FORM = (
    "The form was open for too long, or cookies are disabled. Reload the page and send "
    "the form again."
)
RETRY_AFTER = 30  # seconds
AWAY = "meridian.database_is_away"  # in the WSGI environment
MOVED = "meridian.query_has_moved"


def register_errors(app: Flask) -> None:
    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(BadCursor, lambda _error: render_error(400))
    for away in (OperationalError, InterfaceError, PoolTimeout, MediaUnavailable):
        app.register_error_handler(away, _archive_is_away)
    app.register_error_handler(Exception, _unexpected)


def show_error(error: HTTPException) -> Response:
    if error.response is not None:
        return error.get_response()  # a redirect of the router's
    if isinstance(error, Renamed):
        return moved_to(error.address())
    if error.code == 404:
        moved = _moved() or _with_canonical_end()
        if moved:
            return moved
    if isinstance(error, CSRFError):
        return render_error(400, STALE_FORM, "This form has expired")
    message = (
        error.description if error.description != type(error).description else None
    )
    response = render_error(error.code or 500, message)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def render_error(code: int, message: str | None = None, title: str = "") -> Response:
    """The error as a page, a one-line fragment or JSON, as the client expects."""
    title = title or TITLES.get(code, "Something went wrong")
    explanation = message or EXPLANATIONS.get(code, "")
    if is_newsroom(request.path):
        response = newsroom_error(code, title, explanation)
    elif _takes_fragment():
        body = render_without_context(
            "errors/_error.html", title=title, message=explanation
        )
        response = Response(body, code, mimetype="text/html")
    else:
        body = _page(code, title, explanation)
        response = Response(body, code, mimetype="text/html")
    if code == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def follow_moved_query() -> Response | None:
    return follow_redirect() if request.environ.get(MOVED) else None


def refuse_while_away() -> None:
    """Fails at once: a query would block a thread while the database hangs."""
    if request.environ.get(AWAY):
        raise ServiceUnavailable


def _page(code: int, title: str, message: str) -> str:
    """The usual layout, or a bare page if the layout itself needs the database."""
    words = {"code": code, "title": title, "message": message}
    if request.environ.get(AWAY):
        return render_without_context("errors/bare.html", **words)
    try:
        return render_template("errors/error.html", **words)
    except SQLAlchemyError:
        return render_without_context("errors/bare.html", **words)


def _takes_fragment() -> bool:
    """For GET the address decides, for POST the header does."""
    if request.method in ("GET", "HEAD"):
        public = policy_of(request.endpoint).public
        return public is not None and public.page is not None
    return bool(request.htmx)


def _moved() -> Response | None:
    try:
        return follow_redirect()
    except SQLAlchemyError:
        return None


def follow_redirect() -> Response | None:
    """Keeps the query string, so that page 2 of a list redirects to page 2.

    Not if the query itself was redirected, nor to another site: what a visitor wrote
    stays here.
    """
    query = request.query_string.decode("ascii", "ignore")
    row = find_redirect(request.path, query)
    if row is None:
        return None
    to = row.new_path
    keeps = query and not row.takes_query and is_on_this_site(to) and "?" not in to
    return moved_to(f"{to}?{query}" if keeps else to)


def _with_canonical_end() -> Response | None:
    """Redirects when only the trailing slash is wrong."""
    path = request.path
    if request.method not in ("GET", "HEAD") or path in ("", "/"):
        return None
    other = with_other_end(path)
    try:
        current_app.url_map.bind("").match(other, "GET")
    except HTTPException:
        return None
    query = request.query_string.decode("latin-1")
    address = f"/{quote(other.lstrip('/'))}{'?' * bool(query)}{query}"
    return redirect(address, 308)


def _archive_is_away(error: Exception) -> Response:
    log.error("the archive is away: %s", error)
    db.session.rollback()
    return show_error(ServiceUnavailable())


def _unexpected(error: Exception) -> Response:
    log.exception("unexpected", exc_info=error)
    db.session.rollback()
    return show_error(InternalServerError())
