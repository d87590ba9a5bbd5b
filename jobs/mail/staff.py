"""Mails editors what waits for them: invitations, new passwords, notices."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import current_app

from config import Settings
from extensions import db
from jobs.mail.compose import Letter, clock_from, is_for_good, link_to, reason
from jobs.mail.transport import ServerAway, deliver
from models.base import transaction
from models.email_address import Address
from models.setting import read_newsroom
from models.staff.attempt import forget_old_attempts
from models.staff.mailed_link import token_for
from models.staff.message import Message, claim_due_message, forget_old_messages
from models.staff.sign_in import forget_old_sign_ins
from models.staff.staff_member import StaffMember

PAGES = {
    "invitation": "admin.accounts.invitations.show",
    "reset": "admin.accounts.resets.show",
}
log = logging.getLogger("meridian.mail")


def send_due_messages(now: datetime) -> int:
    """Says how many went out. Safe to run twice and at once.

    A crash between sending and recording sends one again, under the same Message-ID.
    """
    clock = clock_from(now)
    sent = 0
    try:
        while claimed := claim_due_message(clock()):
            sent += _send(claimed, clock)
    except ServerAway as away:
        log.error("no mail can be sent: %s", away)
    return sent


def forget_what_is_over(now: datetime) -> None:
    """Old messages, attempts and sign-ins, which say where editors were."""
    with transaction():
        forget_old_messages(now)
        forget_old_attempts(now)
        forget_old_sign_ins(now)


def mailed_link(kind: str, editor: StaffMember, now: datetime) -> str:
    """Opens the account once: for a mail, or for the terminal of whoever runs this."""
    token = token_for(kind, editor, current_app.config["SECRET_KEY"], now)
    return link_to(PAGES[kind], token=token)


def _send(claimed: Message, clock: Callable[[], datetime]) -> bool:
    settings: Settings = current_app.config["SETTINGS"]
    id_ = claimed.id
    try:
        letter = _letter(claimed, clock())
        if letter is None:
            _forget(id_)
            return False
        message = letter.message(read_newsroom(), clock())
        db.session.commit()  # no lock is held while a server takes its time
        deliver(message, settings.mail_url)
    except (OSError, ValueError) as error:
        log.error("message %s: %s", id_, reason(error))
        _record(id_, _action_after(error, clock()))
        if isinstance(error, ServerAway):
            raise
        return False
    _record(id_, lambda message: message.was_sent(clock()))
    return True


def _letter(message: Message, now: datetime) -> Letter | None:
    """None for a reset that was asked for by somebody without an account, and for a
    story that is back with its writer no more.
    """
    editor = message.editor or _holder(message.recipient)
    if editor is None or not editor.active:
        return None
    if message.kind == "return":
        return _return_letter(message, editor)
    # Whoever was invited, and has forgotten it, is invited again.
    is_new = message.kind == "reset" and not editor.joined_at
    kind = "invitation" if is_new else message.kind
    given: dict[str, Any] = {"editor": editor, "detail": message.detail}
    if kind in PAGES:
        given["link"] = mailed_link(kind, editor, now)
    return _written(message, kind, given)


def _return_letter(message: Message, editor: StaffMember) -> Letter | None:
    """With the note as it is now: the last one, if it was sent back twice."""
    article = message.article
    if article is None or article.status != "draft" or not article.note:
        return None
    given = {"editor": editor, "who": message.detail, "article": article}
    link = link_to("admin.stories.editing.edit", id=article.id)
    return _written(message, "return", {**given, "link": link})


def _written(message: Message, kind: str, given: dict[str, Any]) -> Letter:
    name = f"message-{message.id}"
    return Letter(message.recipient, message.subject, name, f"editor-{kind}", given)


def _holder(recipient: str) -> StaffMember | None:
    return db.session.scalar(StaffMember.at(Address.read(recipient)))


def _action_after(error: Exception, now: datetime) -> Callable[[Message], None]:
    said = reason(error)
    if is_for_good(error):
        return lambda message: message.was_refused(said)
    return lambda message: message.has_failed(said, now)


def _record(id_: int, action: Callable[[Message], None]) -> None:
    """Does nothing to a message that was withdrawn meanwhile."""
    with transaction():
        message = db.session.get(Message, id_, with_for_update=True)
        if message:
            action(message)


def _forget(id_: int) -> None:
    _record(id_, db.session.delete)
