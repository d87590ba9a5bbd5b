"""Pages and mails that say how long a link works say what is true."""

from datetime import timedelta

import pytest

from config import ROOT
from models.newsletter.subscriber import TOKEN_LIVES
from models.staff.mailed_link import LIVES

WORDS = {
    "seven days": LIVES["invitation"] == timedelta(days=7),
    "two hours": LIVES["reset"] == timedelta(hours=2),
    "48 hours": timedelta(hours=48) == TOKEN_LIVES,
}
NAMED_IN = {
    "commands/editors.py": "seven days",
    "templates/admin/accounts/people/new.html": "seven days",
    "templates/mail/editor-invitation.mjml.html": "seven days",
    "templates/mail/editor-invitation.txt": "seven days",
    "templates/mail/editor-reset.mjml.html": "two hours",
    "templates/mail/editor-reset.txt": "two hours",
    "templates/mail/confirm.mjml.html": "48 hours",
    "templates/mail/confirm.txt": "48 hours",
}


@pytest.mark.parametrize("file", NAMED_IN)
def test_lifetime_is_true(file: str) -> None:
    assert NAMED_IN[file] in (ROOT / file).read_text(encoding="utf-8")
    assert WORDS[NAMED_IN[file]], f"The lifetime has changed: correct {file}."
