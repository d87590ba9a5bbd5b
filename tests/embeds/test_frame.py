"""The pages for frames: any site may frame them, and nothing else of ours."""

import re

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from models.redirect import Redirect
from tests import factories as make

pytestmark = pytest.mark.usefixtures("stories")


def test_frame_shows_the_list_to_those_without_javascript(client: FlaskClient) -> None:
    address = "/regions/europe/latest/embed?number=2&theme=dark"
    page = BeautifulSoup(client.get(address).text, "html.parser")
    element = page.select("meridian-latest")[0]
    attributes = {name: element[name] for name in element.attrs}
    assert attributes == {"region": "europe", "number": "2", "theme": "dark"}
    assert [link["href"] for link in element.select("li a")] == [
        "http://localhost/articles/second",
        "http://localhost/articles/first",
    ]
    assert element.select("li a")[1].text == "First & <b>foremost</b>"
    assert page.select("base[target=_top]")
    assert page.select("meta[name=robots][content=noindex]")
    assert "frame--dark" in page.html["class"]  # type: ignore[index]


def test_only_frames_may_be_framed(client: FlaskClient) -> None:
    for address, ancestors in {
        "/latest/embed": "*",
        "/topics/maps/latest/embed?number=3": "*",
        "/regions/nowhere/latest/embed": "*",
        "/latest/embed?theme=pink": "*",
        "/latest/": "'none'",
        "/embed/": "'none'",
        "/latest/lines.json": "'none'",
        "/articles/first": "'none'",
        "/articles/first/embed": "*",
        "/articles/gone/embed": "*",
        "/admin/": "'none'",
        "/frame-ancestors *": "'none'",
    }.items():
        answer = client.get(address)
        policy = answer.headers["Content-Security-Policy"]
        assert re.findall("frame-ancestors (.*)", policy) == [ancestors], address
        options = answer.headers.get("X-Frame-Options")
        assert options == (None if ancestors == "*" else "DENY"), address


def test_missing_story_has_a_message_in_the_frame(client: FlaskClient) -> None:
    for address, status in {
        "/regions/nowhere/latest/embed": 404,
        "/latest/embed?number=99": 400,
        "/latest/embed?theme=pink": 400,
        "/articles/nothing/embed": 404,
        "/articles/hidden/embed": 404,
        "/articles/gone/embed": 410,
        "/articles/first/embed?layout=poster": 400,
    }.items():
        answer = client.get(address)
        assert answer.status_code == status, address
        assert "/latest/" in answer.text
        assert "masthead" not in answer.text


def test_story_frame_comes_in_three_layouts(client: FlaskClient) -> None:
    rows = [
        {"crop": "card", "media_type": "image/jpeg", "width": 640, "height": 320}
        | {"key": f"{1:040x}.jpg"}
    ]
    picture = make.make_picture(rendition_rows=rows, renditions_due=False)
    make.make_article(slug="seen", dek="A dek.", lead_picture=picture)
    for layout, parts in {
        "card": (True, True),
        "line": (False, False),
        "picture": (True, True),
    }.items():
        page = BeautifulSoup(
            client.get(f"/articles/seen/embed?layout={layout}&theme=dark").text,
            "html.parser",
        )
        (story,) = page.select(f".story--{layout}")
        assert (bool(story.select("img")), "A dek." in story.text) == parts
        assert story.select(".story__headline a[href='http://localhost/articles/seen']")
        assert "frame--dark" in page.html["class"]  # type: ignore[index]


def test_story_frame_follows_a_story_that_moved(client: FlaskClient) -> None:
    make.keep(Redirect(old_path="/articles/old", new_path="/articles/first"))
    answer = client.get("/articles/old/embed?layout=line")
    assert answer.status_code == 301
    assert answer.location == "/articles/first/embed?layout=line"
