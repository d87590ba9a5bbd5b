"""Issues leave no faster than the settings allow, however many workers there are."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from jobs.newsletter import sending
from jobs.newsletter.sending import send_due_issues
from tests.conftest import Clock
from tests.factories import make_article
from tests.jobs.newsletter.issues import Join, begin, state
from tests.newsroom import Desk
from tests.postbox import Postbox

Limit = Callable[..., None]


@pytest.fixture
def limit(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Limit:
    """Sets settings. Slices are short, because the clock stands still."""
    monkeypatch.setattr(sending, "SLICE", 0.05)

    def change(**settings: Any) -> None:
        for name, value in settings.items():
            object.__setattr__(app.config["SETTINGS"], name, value)

    return change


def send_to(join: Join, clock: Clock, *people: str) -> int:
    make_article()
    for person in people:
        join(*person.split("@"))
    return begin(clock)


def per_domain(postbox: Postbox) -> Counter[str]:
    return Counter(address.partition("@")[2] for address in postbox.recipients())


def test_rate_of_all_workers_together(
    app: Flask, clock: Clock, postbox: Postbox, join: Join, limit: Limit
) -> None:
    limit(mail_rate=2)
    id_ = send_to(join, clock, *(f"reader{n}@d{n}.example" for n in range(5)))
    for number in (2, 2, 4, 4, 5):  # the second of each pair is another worker
        send_due_issues(clock)
        assert len(postbox.envelopes) == number
        clock.advance(seconds=0.5)
    clock.advance(seconds=1)
    send_due_issues(clock)
    assert state(id_) == "sent"


def test_rate_of_a_domain_leaves_the_others_alone(
    app: Flask, clock: Clock, postbox: Postbox, join: Join, limit: Limit
) -> None:
    limit(mail_domain_rate=2)
    large = [f"reader{n}@large.example" for n in range(5)]
    send_to(join, clock, *large, "ana@small.example")
    send_due_issues(clock)
    send_due_issues(clock)
    assert per_domain(postbox) == {"large.example": 2, "small.example": 1}
    clock.advance(seconds=1)
    send_due_issues(clock)
    assert per_domain(postbox) == {"large.example": 4, "small.example": 1}


def test_new_domain_sends_twice_as_many_each_day(
    app: Flask, clock: Clock, postbox: Postbox, join: Join, limit: Limit
) -> None:
    limit(warm_up_from=date(2026, 11, 23), warm_up_first_day=2)
    id_ = send_to(join, clock, *(f"reader{n}@example.org" for n in range(7)))
    for all_sent in (2, 6, 7):
        send_due_issues(clock)
        send_due_issues(clock)
        assert len(postbox.envelopes) == all_sent
        clock.advance(days=1)
    assert state(id_) == "sent"


def test_page_says_what_a_new_domain_has_sent_today(
    clock: Clock, postbox: Postbox, join: Join, limit: Limit, desk: Desk
) -> None:
    limit(warm_up_from=date(2026, 11, 23), warm_up_first_day=2)
    id_ = send_to(join, clock, *(f"reader{n}@example.org" for n in range(3)))
    send_due_issues(clock)
    page = desk.get(f"/admin/newsletter/issues/{id_}/progress").text
    assert "2 of 2 mails sent today." in page
    assert "The rest goes out tomorrow." in page


def test_what_did_not_leave_does_not_count(
    app: Flask, clock: Clock, postbox: Postbox, join: Join, limit: Limit
) -> None:
    """Refused mailboxes leave the day's number to others."""
    limit(warm_up_from=date(2026, 11, 23), warm_up_first_day=1)
    send_to(join, clock, "nobody@example.org", "ana@example.org", "ben@example.org")
    for _ in range(3):
        send_due_issues(clock)
        clock.advance(seconds=1)
    assert postbox.recipients() == ["ana@example.org"]


def test_page_says_how_long_the_rest_takes(
    clock: Clock, postbox: Postbox, join: Join, limit: Limit, desk: Desk
) -> None:
    limit(mail_rate=2)
    id_ = send_to(join, clock, *(f"reader{n}@d{n}.example" for n in range(5)))
    send_due_issues(clock)
    page = desk.get(f"/admin/newsletter/issues/{id_}/progress").text
    assert "2 of 5, about 2 min left" in page
