"""Connects Flask-Security's password and e-mail checks to our models."""

from typing import Any

from flask_security import MailUtil, PasswordUtil

from models.email_address import Address, BadAddress
from models.staff.password import problem_with
from models.staff.staff_member import StaffMember


class Passwords(PasswordUtil):
    def validate(
        self,
        password: str,
        is_register: bool,  # noqa: ARG002, FBT001
        **kwargs: Any,
    ) -> tuple[list[str] | None, str]:
        """The problems, if any, and the normalised password to hash."""
        plain = self.normalize(password)
        problem = problem_with(plain, names_of(kwargs["user"]))
        return [problem] if problem else None, plain


class Addresses(MailUtil):
    """Unused: our own messages are queued in the database instead."""

    def send_mail(self, *_: Any, **__: Any) -> None:
        raise NotImplementedError

    def normalize(self, email: str) -> str:
        try:
            return Address.read(email).email
        except BadAddress:
            raise ValueError from None

    validate = normalize


def names_of(editor: StaffMember) -> tuple[str, str]:
    """Words their password must not contain."""
    return editor.name, editor.email.rpartition("@")[0]
