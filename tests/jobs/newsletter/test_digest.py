"""Issues as mail are grouped, complete in both parts, and never too long."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from extensions import db
from jobs.newsletter.digest import LARGEST, Digest, plain, render, render_whole
from models.base import transaction
from models.newsletter.contents import begin_issue
from models.newsletter.issue import IssueItem, NewsletterIssue
from models.newsletter.newsletter import Newsletter
from models.setting import read_newsroom
from tests.conftest import Clock
from tests.factories import make_article, make_contributor, make_picture, make_region


def digest_of(clock: Clock, **more: Any) -> Digest:
    with transaction():
        newsletter = db.session.scalars(select(Newsletter)).one()
        issue = begin_issue(newsletter, clock())
        for name, value in more.items():
            setattr(issue, name, value)
        db.session.flush()
    return Digest.of(issue, read_newsroom(), clock())


def test_stories_of_a_region_share_one_heading(app: Flask, clock: Clock) -> None:
    europe, asia = make_region("Europe", hue=200), make_region("Asia", hue=30)
    for region in (europe, asia, europe):
        make_article(regions=[region])
    digest = digest_of(clock)
    groups = [(one.label, len(one.parts)) for one in digest.groups]
    assert groups == [("Asia", 1), ("Europe", 2)]
    html = render(digest).html
    assert html.count("<bdi>Europe</bdi>") == 1
    assert ".hue-200 div" in html


def test_note_stays_where_the_editor_put_it(app: Flask, clock: Clock) -> None:
    make_article(headline="Rivers")
    digest = digest_of(clock)
    issue = db.session.scalars(select(NewsletterIssue)).one()
    with transaction():
        issue.items.insert(0, IssueItem(note="<p>Read <a href='/a'>this</a></p>"))
        issue.items.append(IssueItem(note="<ul>\n<li>One</li>\n</ul>"))
    rendered = render(Digest.of(issue, digest.newsroom, clock()))
    for text in (rendered.html, rendered.text):
        assert text.index("Read") < text.rindex("Rivers") < text.rindex("One")
    assert "- One" in rendered.text


def test_introduction_and_notes_are_paragraphs_with_whole_links(
    app: Flask, clock: Clock
) -> None:
    text = '<p>Read <a href="/articles/rivers">this</a></p>\n'
    digest = digest_of(clock, intro=text)
    issue = db.session.scalars(select(NewsletterIssue)).one()
    with transaction():
        issue.items.append(IssueItem(note=text))
    rendered = render(Digest.of(issue, digest.newsroom, clock()))
    assert "&lt;p" not in rendered.html
    link = "http://localhost/articles/rivers"
    assert rendered.html.count(f'<a href="{link}"') == 2
    assert rendered.text.count(f"this ({link})") == 2


def test_text_has_everything_the_html_has(app: Flask, clock: Clock) -> None:
    """Including links, alt texts, bylines and introductions."""
    picture = make_picture(alt_text="A lighthouse")
    key = f"{1:040x}.jpg"
    row = {"crop": "card", "media_type": "image/jpeg", "width": 1200, "height": 800}
    with transaction():
        picture.rendition_rows = [row | {"key": key}]
    ana = make_contributor("Ana Lee")
    make_article(headline="Rivers", lead_picture=picture, contributors=[ana])
    intro = (
        '<p>Dear reader, see <a href="https://example.org/a?b=1&amp;c=2">it</a>.</p>'
    )
    rendered = render(digest_of(clock, intro=intro))
    for text in (rendered.html, rendered.text):
        for word in ("A lighthouse", "Rivers", "Ana Lee", "Dear reader", "/articles/"):
            assert word in text
    assert "it (https://example.org/a?b=1&c=2)" in rendered.text
    image = re.search(rf"<img\b[^>]*{key}[^>]*>", rendered.html)
    assert image
    assert 'width="560"' in image[0]
    assert 'height="373"' in image[0]


def test_brief_has_a_summary(app: Flask, clock: Clock) -> None:
    make_article(kind="brief", dek="", opening="<p>Water rose. It fell.</p>", rest="")
    assert "Water rose." in render(digest_of(clock)).text


def test_long_issue_is_cut_and_links_to_the_rest(app: Flask, clock: Clock) -> None:
    for number in range(30):
        make_article(headline=f"Story {number} " + "é" * 250, dek="ü" * 990)
    with transaction():
        newsletter = db.session.scalars(select(Newsletter)).one()
        newsletter.name = "Weekly"
    digest = digest_of(clock)
    rendered = render(digest)
    assert render_whole(digest).size > LARGEST >= rendered.size
    assert "Read the whole issue on the web" in rendered.html
    assert digest.web in rendered.html
    assert "Story 0 " in rendered.text


@pytest.mark.parametrize(
    "intro", ["<p>a</p>\n" * 6000, "<p>" + "&lt;" * 40000 + "</p>"]
)
def test_introduction_that_is_too_long_is_cut(
    app: Flask, clock: Clock, intro: str
) -> None:
    make_article()
    assert render(digest_of(clock, intro=intro)).size <= LARGEST


def test_paragraphs_of_plain_text_keep_links_and_lists() -> None:
    html = '<p>A <a href="/b"><em>c</em></a></p><ol><li>d</li></ol>'
    assert list(plain(html)) == ["A c (/b)", "- d"]
