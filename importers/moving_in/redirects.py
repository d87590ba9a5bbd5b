"""Redirects from the addresses of an old site to the new ones."""

import re
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from extensions import db
from models.input_rules import longest
from models.redirect import Redirect, is_on_this_site, old_address, with_other_end

# Others may be parameters of our own pages, such as /search/?q=news.
BY_NUMBER = re.compile(r"/\?(?:p|page_id|attachment_id|cat)=\d+")


def add_redirects(old: Iterable[str], new: str, now: datetime) -> None:
    """Within a transaction. Existing redirects stay.

    URLs with and without a trailing slash are the same.
    """
    for address in old:
        path = old_address(address)
        if _can_redirect(path, new) and not _is_taken(path):
            db.session.add(Redirect(old_path=path, new_path=new, made_at=now))
            db.session.flush()


def _can_redirect(path: str, new: str) -> bool:
    """False if the path is too long, has control characters or is unchanged."""
    fits = len(path) <= longest(Redirect.old_path) and is_on_this_site(path)
    if "?" in path and not BY_NUMBER.fullmatch(path):
        return False
    return fits and path not in ("/", new, f"{new}/")


def _is_taken(path: str) -> bool:
    same = [path] if "?" in path else [path, with_other_end(path)]
    found = select(Redirect.id).where(Redirect.old_path.in_(same))
    return db.session.scalar(found) is not None
