"""docs/contracts/embed.md matches the program."""

import gzip
import re
from typing import Any

import brotli
import pytest
from flask.testing import FlaskClient

from blueprints.embeds.embedding import THEMES, USUAL_LINES
from blueprints.embeds.stories import LAYOUTS
from config import ROOT
from web.site.channel import MOST_LINES

CONTRACT = (ROOT / "docs/contracts/embed.md").read_text()
SCRIPTS = "".join(p.read_text() for p in (ROOT / "static/js/embeds").glob("*.js"))
STYLES = (ROOT / "static/css/element.css").read_text()
MOST_BYTES = 4 * 1024


def documented(heading: str, column: int = 0) -> set[str]:
    """The names in a column of the first table under a heading."""
    below = CONTRACT.partition(f"{heading}\n")[2]
    rows = re.findall(r"^\|(.*)\|$", below.partition("\n#")[0], re.MULTILINE)[2:]
    return {re.sub("[` ]", "", row.split("|")[column]) for row in rows}


def test_attributes_are_those_of_the_element() -> None:
    found = re.search(r"ATTRIBUTES = \[(.*?)\]", SCRIPTS)
    assert found
    assert documented("### Attributes") == {*re.findall(r'"(\w+)"', found[1]), "theme"}


def test_properties_and_parts_are_those_of_its_styles() -> None:
    assert documented("### Custom properties") == {
        *re.findall(r"--meridian-[\w-]+", STYLES)
    }
    made = {*re.findall(r'make\("\w+", "(\w+)"', SCRIPTS)}
    assert documented("### Parts") == made
    assert {*re.findall(r'part="(\w+)"', STYLES)} <= made


@pytest.mark.usefixtures("stories")
def test_members_are_those_of_the_lines(client: FlaskClient) -> None:
    facts: Any = client.get("/latest/lines.json").get_json()
    of_list, _, of_line = CONTRACT.partition("## The data")[2].partition("A line:")
    members = [
        {*re.findall(r"^\| `(\w+)`", part.partition("\n## ")[0], re.MULTILINE)}
        for part in (of_list, of_line)
    ]
    assert members == [{*facts}, {*facts["lines"][0]}]


@pytest.mark.usefixtures("stories")
def test_urls_exist(client: FlaskClient) -> None:
    for address in documented("## URLs"):
        given = "?url=http://localhost/latest/" if address == "/oembed" else ""
        path = address.replace("<slug>", "first")
        assert client.get(path + given).status_code == 200, address
    assert f"from 1 to {MOST_LINES}, and {USUAL_LINES} by default" in CONTRACT
    assert all(f"`{theme}`" in CONTRACT for theme in THEMES)


def test_message_and_policies_are_those_of_the_builder(client: FlaskClient) -> None:
    frame = (ROOT / "static/js/embeds/messages.js").read_text()
    assert 'type: "meridian:height", height' in frame
    assert '"type": "meridian:height", "height": 412' in CONTRACT
    assert '{ message: "height", value: height, secret }' in frame
    assert '{ message: "link", value: link.href, secret }' in frame
    assert '"message": "height", "value": 412, "secret":' in CONTRACT
    assert all(f"`{layout}`" in CONTRACT for layout in LAYOUTS)
    ours = "https://magazine.example"
    for form in ("element", "frame"):
        page = client.get(f"/embed/?form={form}").text
        policy = page.partition('id="embed-policy"')[2].partition(">")[2]
        directives = policy.partition("<")[0].replace("http://localhost", ours)
        assert f"| {form} | `{directives}` |" in CONTRACT


def test_element_is_small_and_needs_nothing(client: FlaskClient) -> None:
    script = client.get("/embed/v1/latest.js").data
    assert len(gzip.compress(script, 6)) < MOST_BYTES
    assert len(brotli.compress(script, quality=6)) < MOST_BYTES
    for never in (b"innerHTML", b"eval(", b"document.cookie", b"localStorage"):
        assert never not in script
    assert not re.search(rb"\bimport\b(?!\.meta)|\brequire\(", script)
    assert client.get("/embed/latest.js").data == script
