"""Pictures, embeds and pull quotes in a text, as readers see them."""

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient

from models.pictures.picture import Rendition
from testbed.pages import count_queries
from tests.factories import OPENING, REST, figures, make_article, make_picture
from web.site.prose import rendered

SURFACES = {
    "article": "/articles/main",
    "opened": "/articles/main?open=further",
    "rest": "/articles/further/rest",
    "stream": "/articles/main/stream",
    "front": "/",
    "more of the front": "/stream",
    "briefs": "/briefs/",
    "brief": "/articles/brief",
    "page": "/pages/about",
}


@pytest.fixture
def illustrated(app: Flask) -> FlaskClient:
    """All stories show the same picture, in the opening and in the rest."""
    text = figures(make_picture(caption="Low tide."))
    for slug in (*(f"old-{number}" for number in range(12)), "further", "main"):
        make_article(slug=slug, opening=OPENING + text, rest=REST + text)
    make_article(slug="brief", kind="brief", opening=text, rest="")
    make_article(slug="about", kind="page", opening=text, rest="")
    return app.test_client()


def read(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def one(page: BeautifulSoup | Tag, selector: str) -> Tag:
    found = page.select(selector)
    assert len(found) == 1, selector
    return found[0]


@pytest.mark.parametrize("address", SURFACES.values(), ids=SURFACES)
def test_every_surface_shows_figures(illustrated: FlaskClient, address: str) -> None:
    page = read(illustrated.get(address).text)
    figure = page.select(".prose > .figure")[0]
    assert "Low tide." in figure.text
    assert one(figure, ".picture")["width"] == "1200"
    assert page.select(".prose > .embed")
    assert page.select(".prose > .pull-quote")
    assert not page.select("iframe, [data-picture], [data-embed]")


def test_picture_has_its_details_and_size(app: Flask) -> None:
    rows = [
        vars(Rendition("whole", media_type, 960, 640, f"{0:040x}.{ending}"))
        for media_type, ending in (("image/jpeg", "jpg"), ("image/webp", "webp"))
    ]
    picture = make_picture(
        rendition_rows=rows,
        renditions_due=False,
        credit_url="https://example.com/a",
    )
    text = f'<figure data-picture="{picture.id}"></figure>\n'
    figure = read(rendered(text, {picture.id: picture}))
    image = one(figure, "img")
    assert (image["alt"], image["loading"]) == ("A lighthouse at dusk", "lazy")
    assert (image["width"], image["height"]) == ("1200", "800")
    assert one(figure, ".figure__caption").text == "The lighthouse of the harbour."
    assert one(figure, ".figure__credit a")["href"] == "https://example.com/a"


def test_deleted_picture_is_left_out(app: Flask) -> None:
    text = '<p>a</p>\n<figure data-picture="9"></figure>\n<p>b</p>\n'
    assert rendered(text, {}) == '<p dir="auto">a</p>\n<p dir="auto">b</p>\n'


def test_embed_is_a_link_that_loads_nothing(app: Flask) -> None:
    html = rendered(figures(make_picture()), {})
    card = one(read(html), ".embed--video")
    text = " ".join(card.text.split())
    assert "Plays from YouTube, which then learns of your visit." in text
    assert one(card, ".figure__caption").text == "How the line ends"
    links = {link["href"] for link in card.select("a")}
    assert links == {"https://www.youtube.com/watch?v=dQw4w9WgXcQ"}
    assert not card.select("[src], [srcset], [style], link, iframe")


def test_caption_is_escaped(app: Flask) -> None:
    caption = "&lt;b&gt; &amp;amp; &quot;é&nbsp;"
    html = f'<figure data-embed="x:20"><figcaption>{caption}</figcaption></figure>\n'
    card = read(rendered(html, {}))
    assert one(card, ".figure__caption").text == '<b> &amp; "é\u00a0'
    assert one(card, "[data-frame]")["data-title"] == '<b> &amp; "é\u00a0'


def test_embed_of_an_unknown_provider_keeps_its_caption(app: Flask) -> None:
    html = '<figure data-embed="old:1"><figcaption>a &lt;b&gt;</figcaption></figure>\n'
    assert rendered(html, {}) == "<p>a &lt;b&gt;</p>"


def test_text_without_figures_is_left_alone(app: Flask) -> None:
    shown = rendered(OPENING + REST, {})
    assert shown.replace(' dir="auto"', "") == OPENING + REST


def test_each_block_has_its_own_direction(app: Flask) -> None:
    shown = rendered('<h2>א</h2>\n<p dir="rtl">ב</p>\n<p lang="ar">ج</p>\n', {})
    assert shown == (
        '<h2 dir="auto">א</h2>\n<p dir="rtl">ב</p>\n<p dir="auto" lang="ar">ج</p>\n'
    )


def test_wide_tables_and_code_take_the_focus(app: Flask) -> None:
    page = read(rendered("<table><tr><td>a</td></tr></table>\n<pre>b</pre>\n", {}))
    assert one(page, "[tabindex='0'][role=group][aria-label] > table")
    assert one(page, "pre[tabindex='0']")


@pytest.mark.parametrize("text", ["", '<figure data-picture="{}"></figure>\n'])
def test_pictures_of_many_texts_are_one_query(app: Flask, text: str) -> None:
    articles = [make_article(rest=text.format(make_picture().id) * 3) for _ in range(3)]
    assert all(article.body for article in articles)
    with count_queries() as statements:
        assert [len(article.text_pictures) for article in articles] == [bool(text)] * 3
    reads = [sql for sql in statements if "FROM pictures" in sql]
    assert len(reads) == bool(text)


def test_credit_links_only_to_the_web(app: Flask) -> None:
    picture = make_picture(credit_url="javascript:alert(1)")
    text = f'<figure data-picture="{picture.id}"></figure>'
    assert "javascript" not in rendered(text, {picture.id: picture})
