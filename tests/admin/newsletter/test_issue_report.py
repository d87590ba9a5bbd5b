"""The report of an issue: what became of each message, in numbers."""

import csv
import io

import pytest
from flask import Flask
from sqlalchemy import select

from extensions import db
from jobs.newsletter.sending import send_due_issues
from models.base import transaction
from models.newsletter.delivery import Delivery
from models.newsletter.subscription import Follow, Subscription
from tests.conftest import Clock
from tests.factories import make_article, make_region
from tests.jobs.newsletter.issues import begin, join_as
from tests.newsroom import Desk
from tests.postbox import Postbox

REPORT = "/admin/newsletter/issues/{}"


@pytest.fixture
def issue(app: Flask, clock: Clock, postbox: Postbox) -> int:
    """Sent to ana and ben, refused by nobody@; ana follows =Europe."""
    europe = make_region("=Europe")
    make_article(headline="Rivers", regions=[europe])
    ana = join_as("ana", clock)
    join_as("ben", clock, "example.com")
    join_as("nobody", clock)
    with transaction():
        db.session.add(Follow(subscriber_id=ana.id, region_id=europe.id))
    id_ = begin(clock)
    send_due_issues(clock)
    return id_


def rows(desk: Desk, issue: int) -> list[list[str]]:
    answer = desk.get(f"{REPORT.format(issue)}/report.csv")
    assert answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.text)))[1:]


def test_report_counts_each_outcome(desk: Desk, issue: int) -> None:
    page = " ".join(desk.get(REPORT.format(issue)).text.split())
    assert "Sent: 2. Refused by the mailbox: 1." in page
    assert 'class="outcomes__bar outcomes__bar--sent"' in page
    assert 'width="66.67"' in page
    found = {name: number for _, name, number in rows(desk, issue)}
    assert found["Recipients"] == "3"
    assert (found["Sent"], found["Refused by the mailbox"]) == ("2", "1")
    assert (found["example.com"], found["example.org"]) == ("1", "1")


def test_report_counts_who_left_since(desk: Desk, issue: int, clock: Clock) -> None:
    assert ["outcome", "Unsubscribed since", "0"] in rows(desk, issue)
    with transaction():
        for subscription in db.session.scalars(select(Subscription)):
            subscription.end(clock())
    assert ["outcome", "Unsubscribed since", "2"] in rows(desk, issue)


def test_report_counts_doubts_and_duration(
    desk: Desk, issue: int, clock: Clock
) -> None:
    with transaction():
        delivery = db.session.scalars(select(Delivery).limit(1)).one()
        delivery.is_doubtful = True
        delivery.issue.started_at = clock().replace(hour=7, minute=30)
    assert ["outcome", "Possibly sent twice", "1"] in rows(desk, issue)
    assert "Sent in 1 h 30 min" in desk.get(REPORT.format(issue)).text


def test_report_is_by_region_and_cannot_run_as_a_formula(
    desk: Desk, issue: int
) -> None:
    assert ["region, sent", "'=Europe", "1"] in rows(desk, issue)
    assert "<bdi>=Europe</bdi>" in desk.get(REPORT.format(issue)).text


def test_report_is_reached_from_the_list_and_names_nobody(
    desk: Desk, issue: int
) -> None:
    assert f'href="{REPORT.format(issue)}"' in desk.get("/admin/newsletter/").text
    page = desk.get(REPORT.format(issue)).text
    assert "report.csv" in page
    assert "ana@example.org" not in page + str(rows(desk, issue))
