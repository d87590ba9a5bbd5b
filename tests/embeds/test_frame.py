"""The page for frames: any site may frame it, and nothing else of ours."""

import re

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

pytestmark = pytest.mark.usefixtures("stories")


def test_frame_shows_the_list_to_those_without_javascript(client: FlaskClient) -> None:
    address = "/regions/europe/latest/embed?number=2&theme=dark"
    page = BeautifulSoup(client.get(address).text, "html.parser")
    element = page.select("meridian-latest")[0]
    said = {name: element[name] for name in element.attrs}
    assert said == {"region": "europe", "number": "2", "theme": "dark"}
    assert [link["href"] for link in element.select("li a")] == [
        "http://localhost/articles/second",
        "http://localhost/articles/first",
    ]
    assert element.select("li a")[1].text == "First & <b>foremost</b>"
    assert page.select("base[target=_top]")
    assert page.select("meta[name=robots][content=noindex]")
    assert "frame--dark" in page.html["class"]  # type: ignore[index]


def test_only_the_frame_may_be_framed(client: FlaskClient) -> None:
    for address, ancestors in {
        "/latest/embed": "*",
        "/topics/maps/latest/embed?number=3": "*",
        "/regions/nowhere/latest/embed": "*",
        "/latest/embed?theme=pink": "*",
        "/latest/": "'none'",
        "/embed/": "'none'",
        "/latest/lines.json": "'none'",
        "/articles/first": "'none'",
        "/articles/first/embed": "'none'",
        "/admin/": "'none'",
        "/frame-ancestors *": "'none'",
    }.items():
        answer = client.get(address)
        policy = answer.headers["Content-Security-Policy"]
        assert re.findall("frame-ancestors (.*)", policy) == [ancestors], address
        options = answer.headers.get("X-Frame-Options")
        assert options == (None if ancestors == "*" else "DENY"), address


def test_list_that_is_gone_says_so_within_the_frame(client: FlaskClient) -> None:
    for address, status in {
        "/regions/nowhere/latest/embed": 404,
        "/latest/embed?number=99": 400,
        "/latest/embed?theme=pink": 400,
    }.items():
        answer = client.get(address)
        assert answer.status_code == status, address
        assert "/latest/" in answer.text
        assert "masthead" not in answer.text
