"""The subscribe box that an editor places in a story."""

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from importers.markdown.reading import read_markdown
from importers.markdown.writing import write_markdown
from models.body.markup import clean_body
from models.body.readable import readable
from tests.factories import make_article

BOX = (
    '<figure data-embed="newsletter:box">'
    "<figcaption>Get it by <b>e-mail</b> &amp; more.</figcaption></figure>\n"
)
KEPT = BOX.replace("<b>", "").replace("</b>", "")


@pytest.fixture
def path() -> str:
    article = make_article(opening=f"<p>One.</p>\n{KEPT}<p>Two.</p>\n{KEPT}")
    return f"/articles/{article.slug}"


@pytest.mark.usefixtures("postbox")
def test_story_has_a_form_where_the_editor_put_it(
    client: FlaskClient, path: str
) -> None:
    page = BeautifulSoup(client.get(path).text, "html.parser")
    boxes = page.select(".prose .newsletter--inset")
    assert len(boxes) == 2
    form = boxes[0].select_one("form[method=post]")
    assert form is not None
    assert form["action"] == "/newsletter/"
    assert form.select_one("[name=website]") is not None  # the honeypot
    assert "Get it by e-mail & more." in boxes[0].text
    assert page.select(".newsletter--inset [id]") == []  # there may be several


@pytest.mark.usefixtures("postbox")
def test_box_is_a_plain_form(client: FlaskClient, path: str) -> None:
    headers = {"Sec-Fetch-Site": "same-origin"}
    form = {"email": "jane@example.org", "website": "", "seconds": "30"}
    answer = client.post("/newsletter/", data=form, headers=headers)
    assert answer.location == "/newsletter/sent"


def test_box_is_hidden_until_mail_can_be_sent(client: FlaskClient, path: str) -> None:
    assert "newsletter--inset" not in client.get(path).text


@pytest.mark.usefixtures("postbox", "path")
@pytest.mark.parametrize("feed", ["feed.rss", "feed.atom", "feed.json"])
def test_feeds_have_a_link_instead(client: FlaskClient, feed: str) -> None:
    text = client.get(f"/latest/{feed}").text
    assert "http://localhost/newsletter/" in text
    assert "<form" not in text
    assert "&lt;form" not in text


def test_box_keeps_only_its_text() -> None:
    assert KEPT in clean_body(f"<p>One.</p>{BOX}")
    other = '<figure data-embed="newsletter:other"><figcaption>x</figcaption></figure>'
    assert "data-embed" not in clean_body(other)
    assert "Subscribe box: Get it by e-mail" in readable(KEPT)


def test_box_is_exported_and_imported_as_it_was() -> None:
    body = f"<p>One.</p>\n{KEPT}<p>Two.</p>\n"
    assert read_markdown(f"One.\n\n{KEPT}\nTwo.").opening == body
    written = write_markdown(body, "")
    assert "newsletter:box" in written
    assert read_markdown(written).opening == body
