"""What keeps an issue from being sent, and what is only worth a look."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from extensions import db
from jobs.newsletter.outside_checks import run_due_checks
from models.newsletter.issue import NewsletterIssue
from models.newsletter.newsletter import Newsletter
from models.newsletter.outside_check import OutsideCheck
from testbed.dns import Records, dns_server
from tests.browser.magazine import make_picture
from tests.conftest import Clock
from tests.factories import make_article
from tests.jobs.pings.listening import Listener, listening
from tests.newsroom import Desk
from tests.postbox import Postbox, use_mail_url

HOME = "/admin/newsletter/"


@pytest.fixture
def issue(desk: Desk) -> str:
    make_article(
        headline="Rivers", slug="rivers", lead_picture=make_picture(alt_text="")
    )
    newsletter = db.session.scalars(select(Newsletter)).one()
    made = desk.post(f"{HOME}issues/", data={"newsletter": newsletter.id})
    return str(made.location)


@pytest.fixture
def site(app: Flask) -> Iterator[Listener]:
    """Another site; its pages answer with 404."""
    app.config["PRIVATE_ADDRESSES_ALLOWED"] = True
    with listening() as running:
        running.status = 404
        yield running


def write(desk: Desk, issue: str, intro: str, **more: str) -> str:
    db.session.rollback()
    row = db.session.scalars(select(NewsletterIssue)).one()
    parts = [str(item.article_id) for item in row.items]
    form = {"subject": "Rivers", "part": parts, "intro": intro, **more}
    assert desk.post(issue, data=form).status_code == 303
    return desk.get(issue).text


def state() -> str:
    db.session.rollback()
    return db.session.scalars(select(NewsletterIssue.state)).one()


@pytest.mark.parametrize(
    ("link", "problem"),
    [
        ("/articles/nowhere", "leads to nothing that readers may see"),
        ("/articles/coming", "leads to nothing that readers may see"),
        ("https://nowhere", "is no address that readers could open"),
    ],
)
def test_link_that_leads_nowhere_keeps_an_issue_from_being_sent(
    desk: Desk, issue: str, clock: Clock, link: str, problem: str
) -> None:
    coming = clock.now.replace(year=2030)
    make_article(slug="coming", published_at=coming)
    page = write(desk, issue, f"See [this]({link}).")
    assert problem in page
    assert "Fix what the checks have found" in page
    desk.post(f"{issue}/sending")
    assert "notice--problem" in desk.get(issue).text
    assert state() == "draft"
    assert problem not in write(desk, issue, "See [this](/articles/rivers).")
    desk.post(f"{issue}/sending")
    assert state() == "preparing"


def test_warnings_do_not_keep_an_issue_from_being_sent(desk: Desk, issue: str) -> None:
    page = write(desk, issue, "", subject="A long subject " * 5)
    assert "The subject has 74 characters." in page
    assert "There is no preview line." in page
    assert "The picture of “Rivers” has no alternative text." in page
    assert "This site cannot send mail" in page
    assert "Fix before sending" not in page
    desk.post(f"{issue}/sending")
    assert state() == "preparing"


def test_long_issue_says_that_it_will_be_cut(desk: Desk, issue: str) -> None:
    notes = [f"note-{number}" for number in range(12)]
    texts = {f"{note}-text": "word " * 2500 for note in notes}
    form = {"subject": "S", "part": notes, **texts}
    assert desk.post(issue, data=form).status_code == 303
    assert "mail programs cut it off after 100 KB" in desk.get(issue).text


def test_links_to_other_sites_are_checked_when_asked(
    desk: Desk, issue: str, app: Flask, clock: Clock, site: Listener
) -> None:
    page = write(desk, issue, f"See [that]({site.url}).")
    assert "1 link to another site is not checked." in page
    run_due_checks(clock)
    assert site.heard == []
    answer = desk.post(f"{issue}/checks", headers={"HX-Request": "true"})
    assert "being checked" in answer.text
    assert site.heard == []
    run_due_checks(clock)
    page = desk.get(f"{issue}/checks").text
    assert "answers 404." in page
    assert "being checked" not in page
    assert len(site.heard) == 1


def test_mail_setup_is_checked_like_the_command_does(
    desk: Desk, issue: str, app: Flask, clock: Clock, postbox: Postbox
) -> None:
    app.config["SITE_URL"] = "https://magazine.example"
    records: Records = {("magazine.example", "MX"): ["10 mx.magazine.example."]}
    with dns_server(records) as running:
        app.config["DNS_SERVER"] = running
        assert "SPF, DKIM and the From domain are not checked" in desk.get(issue).text
        desk.post(f"{issue}/checks")
        run_due_checks(clock)
    page = desk.get(issue).text
    assert "SPF: magazine.example has no SPF records." in page
    assert "DMARC: " in page


def test_results_are_forgotten_after_a_day(
    desk: Desk, issue: str, app: Flask, clock: Clock
) -> None:
    use_mail_url(app, "smtp://127.0.0.1:9")
    desk.post(f"{issue}/checks")
    clock.advance(hours=25)
    run_due_checks(clock)
    assert db.session.scalars(select(OutsideCheck)).all() == []
