"""Newsroom sessions: a signed cookie plus a row in the database."""

import logging
from datetime import timedelta
from typing import Any

from flask import Flask, Request, Response, g, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_security.utils import set_request_attr
from sqlalchemy.exc import OperationalError

from extensions import db
from models.base import transaction
from models.staff.sign_in import SignIn, digest
from models.staff.staff_member import StaffMember
from web.clock import utc_now

NOTED_EVERY = timedelta(minutes=1)
NEWSROOM = "/admin"
KEY = "sign_in"
LOGIN = ("_user_id", "_fresh", "fs_paa")  # keys of Flask-Login and Flask-Security
log = logging.getLogger("meridian.session")


class NoSession(SecureCookieSession):
    """The session of public pages: stores nothing and reads no cookie."""

    accessed = property(lambda _self: False, lambda _self, _value: None)
    modified = property(lambda _self: False, lambda _self, _value: None)


class NewsroomSessions(SecureCookieSessionInterface):
    def open_session(self, app: Flask, request: Request) -> Any:
        if not is_newsroom(request.path):
            return NoSession()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        if not isinstance(session, NoSession):
            super().save_session(app, session, response)


def is_newsroom(path: str) -> bool:
    return path == NEWSROOM or path.startswith(f"{NEWSROOM}/")


def begin(editor: StaffMember, **place: str) -> None:
    """Starts a new session and drops the previous one's data (session fixation).

    Within a transaction.
    """
    end()
    sign_in, secret = SignIn.begin(editor, utc_now(), **place)
    db.session.add(sign_in)
    kept = {name: session[name] for name in LOGIN}
    session.clear()
    g.pop("csrf_token", None)  # else Flask-WTF keeps using the old one
    session.update(kept | {KEY: secret})
    g.sign_in = sign_in


def current_sign_in() -> SignIn | None:
    """The session the cookie names, read once per request."""
    if "sign_in" not in g:
        secret = session.get(KEY)
        g.sign_in = SignIn.opened_by(secret, utc_now()) if secret else None
    found: SignIn | None = g.sign_in
    return found


def load_editor(name: str) -> StaffMember | None:
    """Flask-Login's user loader: the cookie must match an open session's row."""
    sign_in = current_sign_in()
    if sign_in is None or sign_in.editor.fs_uniquifier != name:
        return None
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    return sign_in.editor


def keep_alive() -> None:
    """Updates the last-used time; a busy database does not fail the request."""
    sign_in, now = current_sign_in(), utc_now()
    if sign_in is None or sign_in.seen_at > now - NOTED_EVERY:
        return
    try:
        with transaction():
            sign_in.seen_at = now
    except OperationalError as error:
        log.warning("the use of a session was not noted: %s", error.orig)


def end() -> None:
    """Ends the current session, also for copies of its cookie. Within a transaction."""
    sign_in = current_sign_in()
    if sign_in:
        sign_in.end(utc_now())


def current_digest() -> str:
    """Identifies the current session in a list."""
    return digest(session.get(KEY, ""))
