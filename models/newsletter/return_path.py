"""Signed delivery tokens, which identify a delivery in bounces and cannot be forged.

`TOKEN.SIGNATURE` is in the envelope sender (VERP) and in the Message-ID of each mail,
so a report that quotes either is about a mail we really sent.
"""

import hmac
import re

PURPOSE = b"newsletter.return-path"
SIGNATURE = 16  # hexadecimal digits; a local part has at most 64 characters (RFC 5321)
NAME = re.compile(rf"\b([0-9a-f]{{32}})\.([0-9a-f]{{{SIGNATURE}}})@", re.IGNORECASE)


def signed(token: str, secret: str) -> str:
    key = hmac.digest(secret.encode(), PURPOSE, "sha256")
    return f"{token}.{hmac.digest(key, token.encode(), 'sha256').hex()[:SIGNATURE]}"


def token_in(text: str, secret: str) -> str | None:
    """The first token with a valid signature. Mail servers may change the case."""
    for found in NAME.finditer(text):
        token = found[1].lower()
        if hmac.compare_digest(signed(token, secret), found[0].lower().rstrip("@")):
            return token
    return None
