"""robots.txt, the news sitemap and security.txt."""

import re
from datetime import datetime, timedelta
from urllib.robotparser import RobotFileParser

import pytest
from flask.testing import FlaskClient

from models.base import transaction
from models.setting import Newsroom, write_newsroom
from tests.conftest import Clock
from tests.factories import make_article


def set_up(**settings: str) -> None:
    with transaction():
        write_newsroom(Newsroom(**settings))  # type: ignore[arg-type]


def shut(robots: str, path: str) -> bool:
    """RFC 9309, 2.2.3, which Python's own parser does not fully support."""
    for rule in re.findall("^Disallow: (.*)$", robots, re.MULTILINE):
        pattern = re.escape(rule).replace(r"\*", ".*")
        if re.match(re.sub(r"\\\$$", "$", pattern), path):
            return True
    return False


def test_robots_may_read_all_but_fragments_and_newsroom(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    for path in (
        *("/admin/", "/admin/articles/1/edit", "/stream", "/stream?after=x"),
        *("/articles/a/rest", "/articles/a/stream?after=x", "/latest/list"),
        "/regions/europe/latest/list?number=30",
    ):
        assert shut(answer.text, path), path
    for path in (
        *("/", "/articles/a", "/articles/list-of-rivers", "/articles/list", "/latest/"),
        *("/streams-of-europe", "/articles/the-rest/", "/regions/europe/latest/"),
        *("/media/x.jpg", "/articles/a/rested", "/articles/administration"),
    ):
        assert not shut(answer.text, path), path
    parser = RobotFileParser()
    parser.parse(answer.text.splitlines())
    assert parser.site_maps() == ["http://localhost/sitemap.xml"]


def test_news_sitemap_is_listed_while_there_is_news(
    client: FlaskClient, clock: Clock
) -> None:
    line = "Sitemap: http://localhost/news-sitemap.xml\n"
    assert line not in client.get("/robots.txt").text
    assert client.get("/news-sitemap.xml").status_code == 404
    make_article(published_at=clock.now)
    assert line in client.get("/robots.txt").text
    assert client.get("/news-sitemap.xml").status_code == 200
    clock.advance(days=3)
    assert line not in client.get("/robots.txt").text
    assert client.get("/news-sitemap.xml").status_code == 404


@pytest.mark.parametrize(
    ("tag", "named"),
    [
        *(("pt-BR", "pt"), ("en", "en"), ("zh-CN", "zh-cn"), ("zh", "zh-cn")),
        *(("zh-Hant-HK", "zh-tw"), ("zh-TW", "zh-tw"), ("fil", "fil")),
    ],
)
def test_language_of_news_is_as_google_lists_it(
    client: FlaskClient, clock: Clock, tag: str, named: str
) -> None:
    set_up(language=tag)
    make_article(published_at=clock.now)
    text = client.get("/news-sitemap.xml").text
    assert f"<news:language>{named}</news:language>" in text


def test_text_files_end_with_a_line_end(client: FlaskClient) -> None:
    set_up(contact_email="desk@example.org")
    for path in ("/robots.txt", "/.well-known/security.txt"):
        assert re.search(r"[^\n]\n\Z", client.get(path).text), path


def test_security_txt_names_the_contact(client: FlaskClient, clock: Clock) -> None:
    answer = client.get("/.well-known/security.txt")
    assert answer.status_code == 404
    assert "has not set a contact" in answer.text
    set_up(contact_email="desk+x@example.org", language="pt-BR")
    answer = client.get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.text.splitlines() == [
        "Contact: mailto:desk+x@example.org",
        "Expires: 2027-06-01T00:00:00Z",
        "Preferred-Languages: pt-BR",
        "Canonical: http://localhost/.well-known/security.txt",
    ]


def test_security_txt_never_expires_while_it_is_served(
    client: FlaskClient, clock: Clock
) -> None:
    set_up(contact_email="desk@example.org")
    for _ in range(14):
        text = client.get("/.well-known/security.txt").text
        found = re.search("^Expires: (.*)$", text, re.MULTILINE)
        assert found
        left = datetime.fromisoformat(found[1]) - clock.now
        assert timedelta(days=180) < left < timedelta(days=220)
        clock.advance(days=30)


def test_key_file_shows_nothing_but_the_key(client: FlaskClient) -> None:
    key = "0123456789abcdef0123456789abcdef"
    assert client.get(f"/{key}.txt").status_code == 404
    assert client.get("/.txt").status_code == 404
    set_up(indexnow_key=key)
    answer = client.get(f"/{key}.txt")
    assert (answer.text, answer.mimetype) == (key, "text/plain")
    for other in ("other", f"{key}0", "ü", key[:-1]):
        assert client.get(f"/{other}.txt").status_code == 404
