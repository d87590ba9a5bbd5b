"""The passwords and addresses that Flask-Security accepts, with our messages."""

import re
from collections.abc import Iterable
from typing import Any

from flask import current_app
from flask_security import MailUtil, PasswordUtil
from flask_security.utils import (
    password_complexity_validator,
    password_length_validator,
)

from models.email_address import Address, BadAddress
from models.staff.staff_member import StaffMember

SHORTEST, LONGEST = 12, 128  # characters; LONGEST is Flask-Security's
LEAST_SCORE = 3  # zxcvbn's "safely unguessable"
MOST_JUDGED = 72  # characters: zxcvbn refuses to look at more
SHORTEST_NAME = 3
ADVICE = "Use four words that are unrelated to one another and to you."


class Passwords(PasswordUtil):
    def validate(
        self,
        password: str,
        is_register: bool,  # noqa: ARG002, FBT001
        **kwargs: Any,
    ) -> tuple[list[str] | None, str]:
        """The problems, if any, and the password as it is to be hashed."""
        return self.check(password, names_of(kwargs["user"]))

    def check(
        self, password: str, names: Iterable[str]
    ) -> tuple[list[str] | None, str]:
        """The password must be strong enough without the owner's names."""
        plain = self.normalize(password)
        judged = _without(names, plain)[:MOST_JUDGED]
        too_simple = password_complexity_validator(judged, is_register=True)
        problems = password_length_validator(plain)
        if too_simple and not problems:
            problems = [f"{too_simple[0]} {ADVICE}"]
        return problems, plain


class Addresses(MailUtil):
    """Never called: our own messages are queued in the database instead."""

    def send_mail(self, *_: Any, **__: Any) -> None:
        raise NotImplementedError

    def normalize(self, email: str) -> str:
        try:
            return Address.read(email).email
        except BadAddress:
            raise ValueError from None

    validate = normalize


def check_password(password: str, names: Iterable[str]) -> tuple[list[str] | None, str]:
    """The problems, if any, and the password as it is to be hashed."""
    own: Passwords = current_app.extensions["security"].password_util
    return own.check(password, names)


def names_of(member: StaffMember) -> tuple[str, str]:
    """Names of the owner and the site, which a password must not rely on."""
    return member.name, member.email.rpartition("@")[0]


def _without(names: Iterable[str], plain: str) -> str:
    """Removes the names: zxcvbn rates a name with a year as strong."""
    known = (*names, current_app.config["SITE_URL"])
    words = {word for name in known for word in re.split(r"[\W_]+", name)}
    parts = "|".join(re.escape(one) for one in words if len(one) >= SHORTEST_NAME)
    return re.sub(parts, "", plain, flags=re.IGNORECASE)
