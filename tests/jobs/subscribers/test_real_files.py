"""Real exports of other systems."""

from collections import Counter

import pytest
from sqlalchemy import select

from extensions import db
from jobs.subscribers.entries import read_entries
from models.newsletter.subscriber import Subscriber
from tests.jobs.subscribers.conftest import Import, real_file

EXPECTED: dict[str, dict[str, int]] = {
    "ghost__members-duplicate-emails.csv": {"new confirmed": 1, "merged": 1},
    "ghost__members-invalid-values.csv": {"new confirmed": 1, "refused": 1},
    "ghost__members-with-mappings.csv": {"new confirmed": 1},
    "ghost__single-column-with-header.csv": {"new confirmed": 2},
    "ghost__valid-members-import.csv": {"new confirmed": 1, "new unsubscribed": 1},
    "ghost__valid-members-labels.csv": {"new confirmed": 2},
    "listmonk__subs.csv": {"new confirmed": 100},
    "mg-beehiiv-members__members.csv": {
        "new confirmed": 5,
        "new unsubscribed": 3,
        "unconfirmed": 1,
    },
    "mg-curated-members-csv__subscribers.csv": {"new confirmed": 16, "refused": 4},
    "mg-medium-members__members.txt": {"new confirmed": 5},
    "mg-tinynews-members__subs-v1.csv": {
        "new confirmed": 1,
        "new unsubscribed": 1,
        "refused": 1,
    },
    "mg-tinynews-members__subs-v2.csv": {"new confirmed": 1, "new unsubscribed": 1},
}


@pytest.mark.parametrize("name", EXPECTED)
def test_every_line_is_accounted_for(bring: Import, name: str) -> None:
    data = real_file(name)
    assert bring(data, name) == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_same_file_again_changes_nothing_and_mails_nobody(
    bring: Import, name: str
) -> None:
    data = real_file(name)
    bring(data, name)
    again = bring(data, name)
    assert not [outcome for outcome in again if outcome.startswith(("new", "str"))]
    assert "subscribed" not in again
    due = select(Subscriber).where(Subscriber.is_due)
    assert db.session.scalars(due).all() == []


def test_refused_lines_have_their_line_number(bring: Import) -> None:
    entries = read_entries(real_file("mg-curated-members-csv__subscribers.csv"), "a")
    assert [(one.line, one.text) for one in entries.refused] == [
        (5, "Bob.Something@adv"),
        (6, "ömil@gmail.com"),
        (10, "albert.a.dum"),
        (21, "maïbes@gmail.com"),
    ]


def test_unsubscribed_people_do_not_become_active(bring: Import) -> None:
    bring(real_file("mg-beehiiv-members__members.csv"))
    rows = db.session.scalars(select(Subscriber)).all()
    found = {row.email: row.status for row in rows}
    assert Counter(found.values()) == {"confirmed": 5, "unsubscribed": 3}
    assert found["unsublit@example.com"] == "unsubscribed"
