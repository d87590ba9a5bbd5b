"""Creating and changing newsletters, and their automatic issues."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from extensions import db
from jobs.newsletter.scheduling import make_due_issues
from models.newsletter.issue import NewsletterIssue
from models.newsletter.newsletter import Newsletter
from tests.conftest import Clock
from tests.factories import make_article, make_region
from tests.newsroom import Desk

WHERE = "/admin/newsletter/newsletters/"
FORM = {"name": "Daily brief", "cadence": "daily", "weekday": "0", "time": "12:30"}


@pytest.fixture
def boss(signed_in: Callable[..., Desk]) -> Desk:
    return signed_in("administrator")


def made() -> Newsletter:
    db.session.rollback()
    named = select(Newsletter).where(Newsletter.name == "Daily brief")
    return db.session.scalars(named).one()


def issues() -> list[NewsletterIssue]:
    db.session.rollback()
    return list(db.session.scalars(select(NewsletterIssue)))


def test_newsletter_is_created_with_its_next_time(boss: Desk, clock: Clock) -> None:
    assert boss.post(WHERE, data=FORM).status_code == 303
    row = made()
    assert (row.slug, row.minute) == ("daily-brief", 750)
    assert row.next_at == clock().replace(hour=12, minute=30)


@pytest.mark.parametrize("time", ["", "25:00", "8", "12:99", "noon", "9" * 5])
def test_invalid_times_are_explained(boss: Desk, time: str) -> None:
    answer = boss.post(WHERE, data={**FORM, "time": time})
    assert answer.status_code == 422
    assert "Enter a time such as 08:00." in answer.text


def test_newsletter_of_a_region_has_only_its_stories(boss: Desk, clock: Clock) -> None:
    europe = make_region("Europe")
    make_article(headline="Harbours", regions=[europe])
    make_article(headline="Deserts", regions=[make_region("Asia")])
    boss.post(WHERE, data={**FORM, "about": f"region:{europe.id}"})
    make_due_issues(clock.advance(hours=4))
    (issue,) = issues()
    assert [item.article.headline for item in issue.items if item.article] == [
        "Harbours"
    ]


def test_automatic_issue_is_sent_or_waits_for_approval(
    boss: Desk, clock: Clock
) -> None:
    boss.post(WHERE, data=FORM)
    make_article()
    make_due_issues(clock.advance(hours=4))
    make_due_issues(clock())
    assert [issue.state for issue in issues()] == ["scheduled"]
    boss.post(f"{WHERE}{made().id}", data={**FORM, "needs_approval": "y"})
    make_article(published_at=clock())
    make_due_issues(clock.advance(days=1))
    assert [issue.state for issue in issues()] == ["scheduled", "held"]


def test_day_without_news_has_no_issue(boss: Desk, clock: Clock) -> None:
    boss.post(WHERE, data=FORM)
    make_due_issues(clock.advance(hours=4))
    assert issues() == []
    assert made().next_at == clock().replace(hour=12, minute=30, day=24)


def test_two_newsletters_cannot_share_an_address(boss: Desk) -> None:
    boss.post(WHERE, data=FORM)
    answer = boss.post(WHERE, data=FORM)
    assert answer.status_code == 422
    assert "Another newsletter has this address." in answer.text
