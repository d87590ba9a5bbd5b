"""Parses and normalises e-mail addresses."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Self

from email_validator import EmailNotValidError, validate_email

LONGEST_ADDRESS = 254  # characters, RFC 5321 (RFC 3696, erratum 1690)
IGNORES_DOTS = ("gmail.com", "googlemail.com")
# White space, controls and format characters, such as joiners and direction marks.
UNSEEN = r"[\s\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+"
AROUND = re.compile(rf"\A{UNSEEN}|{UNSEEN}\Z")


class BadAddress(ValueError):
    """The text is not a valid e-mail address."""


@dataclass(frozen=True)
class Address:
    """`email` is as typed; `key` is the same for all spellings of one mailbox."""

    email: str
    key: str

    @property
    def mailbox(self) -> str:
        """The address to send to: the name as typed, the domain in ASCII."""
        return f"{self.email.rpartition('@')[0]}@{self.key.rpartition('@')[2]}"

    @property
    def limit_key(self) -> str:
        """The same for all variants of one mailbox: for limits, never for identity.

        Most servers deliver `name+tag` to `name`; Gmail also ignores dots.
        """
        name, _, domain = self.key.rpartition("@")
        base = name.partition("+")[0] or name
        base = base.replace(".", "") if domain in IGNORES_DOTS else base
        return f"{base}@{domain}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises BadAddress. Makes no DNS query."""
        text = trim_address(text)
        if len(text) > LONGEST_ADDRESS or _is_treacherous(text):
            raise BadAddress
        try:
            valid = validate_email(
                text,
                allow_smtputf8=False,
                check_deliverability=False,
                strict=True,  # also checks the name's length
            )
        except EmailNotValidError:
            raise BadAddress from None
        return cls(valid.normalized, f"{valid.local_part}@{valid.ascii_domain}".lower())


def trim_address(text: str | None) -> str:
    """Strips invisible characters, which are often pasted by accident."""
    return AROUND.sub("", text or "")


def _is_treacherous(text: str) -> bool:
    """Whether it has control characters, or could decode to some (RFC 2047)."""
    return "=?" in text or any(unicodedata.category(c)[0] == "C" for c in text)
