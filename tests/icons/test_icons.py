"""Browsers find the magazine's icon at all the usual places."""

from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from PIL import Image

from jobs.images.renditions import create_picture, make_missing_renditions
from models.base import transaction
from models.setting import Newsroom, write_newsroom
from tests.conftest import Clock
from tests.factories import keep
from tests.importers.conftest import picture_bytes
from tests.some import some

SIZES = {"/favicon.ico": (32, 32), "/apple-touch-icon.png": (180, 180)}


def all_icons(client: FlaskClient) -> list[Image.Image]:
    """The icons of the two fixed URLs and the manifest, after checking their sizes."""
    sizes = dict(SIZES)
    for icon in client.get("/site.webmanifest").get_json(force=True)["icons"]:
        width, height = icon["sizes"].split("x")
        sizes[icon["src"]] = (int(width), int(height))
    assert len(sizes) == 4
    found = []
    for address, size in sizes.items():
        image = Image.open(BytesIO(client.get(address, buffered=True).data))
        assert image.size == size, address
        found.append(image.convert("RGB"))
    return found


def test_magazine_without_a_logo_has_the_globe(client: FlaskClient) -> None:
    for image in some(all_icons(client)):
        half = image.width // 2
        line: Any = image.getpixel((half, half))
        assert line[2] > 128  # paper, and on small icons some of the ground
        assert image.getpixel((half, 2)) == (0x83, 0x2A, 0x15)


def test_icons_are_made_from_the_logo(client: FlaskClient, clock: Clock) -> None:
    logo = keep(create_picture(picture_bytes("blue", size=(600, 200)), "0" * 64))
    make_missing_renditions(clock)  # a picture like any other, with no icons
    assert not logo.renditions("icon", "image/png")
    with transaction():
        write_newsroom(Newsroom(name="The Tide", logo_id=logo.id))
    make_missing_renditions(clock)
    for image in some(all_icons(client)):
        half = image.width // 2
        assert image.getpixel((half, 1)) == (255, 255, 255)
        red, _, blue = image.getpixel((half, half))  # type: ignore[misc]
        assert blue > red
    assert client.get("/site.webmanifest").get_json(force=True)["name"] == "The Tide"


@pytest.mark.parametrize("rel", ["icon", "apple-touch-icon", "manifest"])
def test_pages_link_to_them(client: FlaskClient, rel: str) -> None:
    page = BeautifulSoup(client.get("/").text, "html.parser")
    for link in page.select(f"link[rel~={rel}]"):
        answer = client.get(str(link["href"]), buffered=True)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"].startswith(("public", "max-age"))
    assert page.select(f"link[rel~={rel}]")
