"""Slugs: the part of an address that names a thing."""

import hashlib
import re
import unicodedata

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe"})
LONGEST = 200


def is_slug(text: str) -> bool:
    return len(text) <= LONGEST and SLUG.fullmatch(text) is not None


def slug_of(name: str) -> str:
    """A slug for a name; a name with no Latin letters gets a short fixed code."""
    folded = unicodedata.normalize("NFKD", name.casefold().translate(LETTERS))
    plain = folded.encode("ascii", "ignore").decode().replace("'", "")
    slug = "-".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST].strip("-")
    return slug or hashlib.blake2b(name.encode(), digest_size=5).hexdigest()
