"""Deletes mail files after a week, or once the link in them has been used."""

import email
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from flask import current_app
from werkzeug.exceptions import HTTPException

from config import Settings
from extensions import db
from models.newsletter import subscriber
from models.staff import mailed_link

KEPT = timedelta(days=7)
Check = Callable[[str, str, datetime], Any]
# Each raises BadToken or BadLink for a link that no longer works.
CHECKS: dict[str, Check] = {
    "newsletter.confirm": subscriber.holder_of,
    "admin.accounts.invitations.show": lambda *link: mailed_link.holder_of(
        "invitation", *link
    ),
    "admin.accounts.resets.show": lambda *link: mailed_link.holder_of("reset", *link),
}


def forget_old_files(now: datetime) -> None:
    """Does nothing if mail is sent through a server."""
    settings: Settings = current_app.config["SETTINGS"]
    parts = urlsplit(settings.mail_url)
    if parts.scheme != "file":
        return
    for path in Path(url2pathname(parts.path)).glob("*.eml"):
        if _is_over(path, now):
            path.unlink(missing_ok=True)
    db.session.rollback()


def _is_over(path: Path, now: datetime) -> bool:
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    written_at: datetime = message["Date"].datetime
    return now - written_at >= KEPT or any(
        not _works(endpoint, token, now) for endpoint, token in _links(message)
    )


def _links(message: EmailMessage) -> Iterator[tuple[str, str]]:
    """The links with a token, as endpoint and token."""
    body = message.get_body(("plain",))
    site = current_app.config["SITE_URL"]
    routes = current_app.url_map.bind(urlsplit(site).netloc)
    for line in str(body.get_content() if body else "").splitlines():
        if line.startswith(f"{site}/"):
            try:
                endpoint, values = routes.match(line.removeprefix(site))
            except HTTPException:
                continue
            if endpoint in CHECKS and "token" in values:
                yield endpoint, values["token"]


def _works(endpoint: str, token: str, now: datetime) -> bool:
    try:
        CHECKS[endpoint](token, current_app.config["SECRET_KEY"], now)
    except (subscriber.BadToken, mailed_link.BadLink):
        return False
    return True
