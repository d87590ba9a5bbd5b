"""Staff members with sessions, as after a sign-in."""

import secrets
import time
from datetime import datetime
from itertools import count
from typing import Any, TypeVar

from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from extensions import db
from models.base import transaction
from models.staff.sign_in import SignIn, digest
from models.staff.staff_member import StaffMember
from web.clock import now_of

Row = TypeVar("Row")
NUMBER = count(1)


def make_editor(role: str = "editor", **more: Any) -> StaffMember:
    """A member who has joined, without a usable password."""
    number = next(NUMBER)
    email = more.pop("email", f"{role}-{number}@desk.example.com")
    values: dict[str, Any] = {
        "name": f"{role.title()} {number}",
        "email": email,
        "address_key": email.lower(),
        "role": role,
        "password": "no-hash",
        "fs_uniquifier": secrets.token_hex(16),
        "joined_at": datetime.fromisoformat("2026-11-01T09:00:00+00:00"),
    }
    return _keep(StaffMember(**{**values, **more}))


class Cookie:
    """A session cookie, and the CSRF token that forms send with it."""

    def __init__(self, app: Flask, editor: StaffMember) -> None:
        secret, raw = secrets.token_urlsafe(32), secrets.token_hex(20)
        now = now_of(app)
        row = SignIn(
            editor_id=editor.id, digest=digest(secret), began_at=now, seen_at=now
        )
        held = {
            "_user_id": editor.fs_uniquifier,
            "_fresh": True,
            "fs_cc": "set",
            "fs_paa": time.time(),
            "csrf_token": raw,
            "sign_in": secret,
        }
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        self.name: str = app.config["SESSION_COOKIE_NAME"]
        self.value: str = signer.dumps(held)
        tokens = URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token")
        self.csrf_token: str = str(tokens.dumps(raw))
        _keep(row)


def _keep(row: Row) -> Row:
    with transaction():
        db.session.add(row)
    return row
