"""Slugs: the part of a URL that names a row."""

import hashlib
import re

from anyascii import anyascii
from slugify import slugify

from models.listing.search.folding import Folded

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
WORD = re.compile(r"[^\W_]+")
LONGEST = 200


def is_slug(text: str) -> bool:
    return len(text) <= LONGEST and SLUG.fullmatch(text) is not None


def slug_of(name: str) -> str:
    """A slug in Latin letters, or a short stable code for a name without letters."""
    words = WORD.findall(Folded.of(name).text.replace("'", ""))
    latin = anyascii(" ".join(words)).replace("'", "").replace("`", "")
    slug = slugify(latin, max_length=LONGEST)
    return slug or hashlib.blake2b(name.encode(), digest_size=5).hexdigest()
