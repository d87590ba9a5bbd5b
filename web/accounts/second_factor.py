"""The second factor: authenticator app codes and recovery codes."""

import hashlib
import secrets
from typing import Any

import qrcode
from flask_security import MfRecoveryCodesUtil, Totp
from markupsafe import Markup
from passlib.totp import TotpMatch

from extensions import db
from models.staff.staff_member import StaffMember
from web.accounts.audit import audit

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # no characters that look alike
CODES, GROUPS, GROUP = 10, 4, 4  # 80 bits each


class OneTimeCodes(Totp):
    """Each code works once, even within its half minute."""

    def get_last_counter(self, user: Any) -> int | None:
        counter: int | None = user.totp_counter
        return counter

    def set_last_counter(self, user: Any, tmatch: TotpMatch) -> None:
        user.totp_counter = tmatch.counter

    def generate_qrcode(self, username: str, totp: str) -> str:
        """The QR code as inline SVG, because our CSP forbids data: URLs."""
        code = qrcode.QRCode(border=2)
        code.add_data(self.get_totp_uri(username, totp))
        return Markup(_drawing(code.get_matrix()))  # noqa: S704


class RecoveryCodes(MfRecoveryCodesUtil):
    """Shown once; only their hashes are stored."""

    def create_recovery_codes(self, user: Any) -> list[str]:
        codes = [_new_code() for _ in range(CODES)]
        editor = db.session.get_one(StaffMember, user.id)  # it may be a proxy
        editor.mf_recovery_codes = [_hash(code) for code in codes]
        audit("make recovery codes", editor)
        return codes

    def get_recovery_codes(self, _user: Any) -> list[str]:
        return []

    def check_recovery_code(self, user: Any, code: str) -> bool:
        return _hash(code) in (user.mf_recovery_codes or [])

    def delete_recovery_code(self, user: Any, code: str) -> bool:
        user.mf_recovery_codes.remove(_hash(code))
        return True


def as_stored(text: str) -> str:
    """Normalises case, spaces and dashes, as people copy codes differently."""
    letters = "".join(c for c in text.lower() if c.isalnum())
    return "-".join(letters[i : i + GROUP] for i in range(0, len(letters), GROUP))


def _new_code() -> str:
    return as_stored("".join(secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP)))


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _drawing(matrix: list[list[bool]]) -> str:
    """SVG without the library's inline style and fixed sizes."""
    path = "".join(
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(matrix)
        for x, dark in enumerate(row)
        if dark
    )
    size = len(matrix)
    return (
        f'<svg class="qr" viewBox="0 0 {size} {size}" role="img" '
        f'aria-label="QR code for the app"><path d="{path}"/></svg>'
    )
