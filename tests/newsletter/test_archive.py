"""Past issues on the web: by a signed link, and in a public archive."""

from collections.abc import Callable
from typing import Any

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from extensions import db
from models.base import transaction
from models.newsletter.archive import PAGE
from models.newsletter.issue import IssueItem, NewsletterIssue
from models.newsletter.links import issue_token
from models.newsletter.newsletter import Newsletter
from models.stories.article import Article
from tests.conftest import Clock
from tests.factories import make_article

HOME = "/newsletter/archive/"
Publish = Callable[..., NewsletterIssue]


@pytest.fixture
def publish(app: Flask, clock: Clock) -> Publish:
    """An issue that was sent, with one story."""

    def make(subject: str = "Rivers", **more: Any) -> NewsletterIssue:
        story = make_article(headline=f"About {subject}")
        with transaction():
            newsletter = db.session.scalars(select(Newsletter)).one()
            values = {"state": "sent", "intro": "<p>Dear <em>reader</em></p>", **more}
            times = dict.fromkeys(("made_at", "started_at", "finished_at"), clock())
            issue = NewsletterIssue(
                newsletter=newsletter, subject=subject, **times, **values
            )
            issue.items.append(IssueItem(article_id=story.id, note=""))
            db.session.add(issue)
        return issue

    return make


@pytest.fixture
def archive(app: Flask) -> Newsletter:
    """The administrator has turned the archive on."""
    with transaction():
        newsletter = db.session.scalars(select(Newsletter)).one()
        newsletter.has_archive = True
    return newsletter


def web_path(app: Flask, issue: NewsletterIssue) -> str:
    return f"/newsletter/issues/{issue_token(issue.id, app.config['SECRET_KEY'])}"


@pytest.mark.parametrize(
    "path", ["", "newsletter/", "newsletter/1", "../feed.rss", "newsletter/feed.atom"]
)
def test_archive_is_off_by_default(
    client: FlaskClient, publish: Publish, path: str
) -> None:
    publish()
    address = f"{HOME}{path}".replace("archive/../", "")
    assert client.get(address).status_code == 404
    assert HOME not in client.get("/newsletter/").text
    assert HOME not in client.get("/sitemap-places.xml").text


def test_signed_link_shows_the_issue_without_an_archive(
    app: Flask, client: FlaskClient, publish: Publish
) -> None:
    answer = client.get(web_path(app, publish()))
    assert answer.status_code == 200
    assert "About Rivers" in answer.text
    assert "<em>reader</em>" in answer.text
    assert "noindex" in answer.headers["X-Robots-Tag"]


@pytest.mark.parametrize("token", ["1", "nonsense"])
def test_damaged_link_is_not_found(client: FlaskClient, token: str) -> None:
    assert client.get(f"/newsletter/issues/{token}").status_code == 404


def test_signed_link_leads_to_the_archive_where_there_is_one(
    app: Flask, client: FlaskClient, publish: Publish, archive: Newsletter
) -> None:
    issue = publish()
    answer = client.get(web_path(app, issue))
    assert answer.location == f"{HOME}newsletter/{issue.id}"


def test_archive_is_linked_listed_and_in_the_sitemap(
    client: FlaskClient, publish: Publish, archive: Newsletter
) -> None:
    issue = publish(preheader="What moved")
    path = f"{HOME}newsletter/{issue.id}"
    assert HOME in client.get("/newsletter/").text
    assert path in client.get("/sitemap-places.xml").text
    for address in (HOME, f"{HOME}newsletter/"):
        page = client.get(address).text
        assert path in page
        assert "What moved" in page


def test_issue_in_the_archive_has_nothing_personal(
    client: FlaskClient, publish: Publish, archive: Newsletter
) -> None:
    page = client.get(f"{HOME}newsletter/{publish().id}").text
    assert "About Rivers" in page
    for private in ("/newsletter/preferences/", "/newsletter/unsubscribe/", "{{"):
        assert private not in page


def test_issue_appears_when_it_is_sent(
    client: FlaskClient, publish: Publish, archive: Newsletter
) -> None:
    """The cached page belongs to an earlier edition."""
    issue = publish(state="sending")
    assert "Nothing has been sent yet." in client.get(HOME).text
    assert client.get(f"{HOME}newsletter/{issue.id}").status_code == 404
    with transaction():
        db.session.get_one(NewsletterIssue, issue.id).move("sent")
    assert "Rivers" in client.get(HOME).text


def test_withdrawn_story_leaves_the_archive(
    client: FlaskClient, publish: Publish, archive: Newsletter
) -> None:
    issue = publish(intro="")
    with transaction():
        db.session.scalars(select(Article)).one().withdraw()
    page = client.get(f"{HOME}newsletter/{issue.id}").text
    assert "About Rivers" not in page
    assert "The stories of this issue are no longer public." in page


@pytest.mark.parametrize("query", ["?before=x", "?before=0", "?before=99999999999"])
def test_invalid_cursor_is_refused(
    client: FlaskClient, archive: Newsletter, query: str
) -> None:
    assert client.get(f"{HOME}{query}").status_code == 400


def test_older_issues_are_on_further_pages(
    client: FlaskClient, publish: Publish, archive: Newsletter
) -> None:
    issues = [publish(f"Number {number}.") for number in range(PAGE + 1)]
    assert "Number 0." not in client.get(HOME).text
    older = client.get(f"{HOME}?before={issues[1].id}").text
    assert "Number 0." in older
    assert "Older issues" not in older


@pytest.mark.parametrize("kind", ["rss", "atom"])
@pytest.mark.parametrize("place", ["", "newsletter/"])
def test_archive_has_feeds(
    client: FlaskClient, publish: Publish, archive: Newsletter, kind: str, place: str
) -> None:
    issue = publish(preheader="What moved")
    path = f"{HOME if place else '/newsletter/'}{place}feed.{kind}"
    assert path in client.get(f"{HOME}{place}").text
    feed = feedparser.parse(client.get(path).data)
    assert not feed.bozo
    (entry,) = feed.entries
    assert (entry.title, entry.summary) == ("Rivers", "What moved")
    assert entry.link == f"http://localhost{HOME}newsletter/{issue.id}"
