"""The builder page: its URL has the choices, with or without JavaScript."""

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from tests import factories as make

pytestmark = pytest.mark.usefixtures("stories")


def read(client: FlaskClient, query: str = "") -> BeautifulSoup:
    return BeautifulSoup(client.get(f"/embed/{query}").text, "html.parser")


def text(page: BeautifulSoup, id_: str) -> str:
    return page.select(f"#{id_}")[0].text.strip()


def test_code_is_an_element_around_ordinary_links(client: FlaskClient) -> None:
    page = read(client, "?region=europe&kind=all&number=2&theme=dark&form=element")
    code = BeautifulSoup(text(page, "embed-code"), "html.parser")
    script = code.select("script")[0]
    assert script["src"] == "http://localhost/embed/v1/latest.js"
    element = code.select("meridian-latest")[0]
    assert element.attrs == {
        "region": "europe",
        "kind": "all",
        "number": "2",
        "theme": "dark",
    }
    links = {link.text: link["href"] for link in element.select("a")}
    assert links == {
        "Latest: Europe – Meridian": "http://localhost/regions/europe/latest/?kind=all",
        "Short": "http://localhost/articles/short",
        "Second": "http://localhost/articles/second",
    }
    policy = text(page, "embed-policy")
    assert policy == "script-src http://localhost; connect-src http://localhost"


def test_code_of_a_frame_and_of_plain_links(client: FlaskClient) -> None:
    page = read(client, "?topic=maps&form=frame&number=4")
    frame = BeautifulSoup(text(page, "embed-code"), "html.parser").select("iframe")[0]
    assert frame["src"] == "http://localhost/topics/maps/latest/embed?number=4"
    assert client.get(str(frame["src"])).status_code == 200
    assert text(page, "embed-policy") == "frame-src http://localhost"
    assert 'origin !== "http://localhost"' in text(page, "embed-listener")
    plain = read(client, "?form=links")
    code = BeautifulSoup(text(plain, "embed-code"), "html.parser")
    assert [link.text for link in code.select("li a")] == [
        "Second",
        "First & <b>foremost</b>",
    ]
    assert not code.select("script, iframe")
    assert not plain.select("#embed-policy")


def test_every_theme_is_previewed_in_a_frame_of_ours(client: FlaskClient) -> None:
    answer = client.get("/embed/?contributor=ines")
    page = BeautifulSoup(answer.text, "html.parser")
    sources = [str(frame["src"]) for frame in page.select("iframe")]
    assert ["theme=light" in sources[0], "theme=dark" in sources[1]] == [True, True]
    assert "theme" not in sources[2]
    for source in sources:
        assert client.get(source).status_code == 200
    assert "frame-src 'self';" in answer.headers["Content-Security-Policy"]


def test_form_keeps_what_is_chosen_and_offers_what_is_public(
    client: FlaskClient,
) -> None:
    make.make_topic("Nobody writes on it")
    secret = make.make_contributor("Secret Writer")
    make.make_article(status="draft", contributors=[secret])
    page = read(client, "?topic=maps&kind=brief&number=7&theme=light")
    chosen = {option["value"] for option in page.select("option[selected]")}
    assert chosen == {"maps", "brief", "light"}
    assert page.select("[name=number]")[0]["value"] == "7"
    assert "Ines" in page.text
    assert "Secret Writer" not in page.text
    assert "Nobody writes on it" not in page.text


def test_invalid_choices_are_refused(client: FlaskClient) -> None:
    for query, status in {
        "?form=applet": 400,
        "?theme=pink": 400,
        "?number=61": 400,
        "?kind=page": 400,
        "?region=nowhere": 404,
        "?number=&region=&theme=&form=": 200,
        "?region=europe&utm_source=x": 200,
    }.items():
        answer = client.get(f"/embed/{query}")
        assert answer.status_code == status, query
        assert "masthead" in answer.text


def test_every_list_links_to_the_builder(client: FlaskClient) -> None:
    for path, wanted in {
        "/": "/embed/",
        "/regions/europe": "/embed/?region=europe",
        "/topics/maps": "/embed/?topic=maps",
        "/contributors/ines": "/embed/?contributor=ines",
        "/briefs/": "/embed/?kind=brief",
        "/regions/europe/latest/": "/embed/?region=europe",
    }.items():
        page = BeautifulSoup(client.get(path).text, "html.parser")
        assert page.select(f'a[href="{wanted}"]'), path


def test_every_page_of_a_list_links_to_the_live_list(client: FlaskClient) -> None:
    for path in ("/regions/europe", "/topics/maps", "/contributors/ines", "/briefs"):
        page = BeautifulSoup(
            client.get(path, follow_redirects=True).text, "html.parser"
        )
        assert page.select(f'a[href="{path}/latest/"]'), path
