"""Social pictures are drawn once, and only from what readers can see."""

import io
from collections.abc import Callable
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from app import create_app
from extensions import db
from jobs.images import social_pictures
from jobs.images.renditions import create_picture
from jobs.images.social_drawing import Faces, draw, site_faces
from jobs.worker import run_due_jobs
from models.base import transaction
from models.edition import Edition
from models.pictures.media import media
from models.pictures.picture import Picture
from models.pictures.social_picture import Drawing, social_name, story_drawing
from models.setting import Newsroom, write_newsroom
from models.taxonomy.hue import LINE_OF_HUE, srgb
from tests.browser import magazine
from tests.conftest import Clock
from tests.factories import keep, make_article, make_region
from tests.newsroom import Desk

NUMBER = count(1)


@cache
def sea() -> bytes:
    """Darker to the right, so that every crop is different."""
    out = io.BytesIO()
    Image.linear_gradient("L").rotate(90).resize((900, 600)).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def faces(tmp_path: Path) -> Faces:
    """Font files for drawing without a database."""
    with create_app({"INSTANCE_PATH": str(tmp_path)}).app_context():
        return site_faces()


def make_picture(**values: Any) -> Picture:
    picture = create_picture(sea(), f"{next(NUMBER):064x}")
    for name, value in values.items():
        setattr(picture, name, value)
    return keep(picture)


def shown(client: FlaskClient, path: str) -> dict[str, str]:
    page = BeautifulSoup(client.get(path).text, "html.parser")
    tags = page.select("meta[property^='og:image']")
    return {str(tag["property"])[3:]: str(tag["content"]) for tag in tags}


def address(client: FlaskClient, path: str) -> str:
    return shown(client, path).get("image", "").removeprefix("http://localhost")


def edition() -> int:
    db.session.rollback()
    return db.session.scalar(select(Edition.number)) or 0


def pixels(client: FlaskClient, path: str) -> Image.Image:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/jpeg"
    image = Image.open(io.BytesIO(answer.data))
    assert image.size == (1200, 630)
    return image


def near(pixel: Any, colour: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 24 for a, b in zip(pixel, colour, strict=True))


def test_story_gets_its_picture(client: FlaskClient) -> None:
    europe = make_region("Europe", hue=220, west=-10, east=40)
    make_article(
        slug="a",
        headline="Łódź & the sea",
        regions=[europe],
        lead_picture=make_picture(),
    )
    found = shown(client, "/articles/a")
    assert found == {
        "image": found["image"],
        "image:width": "1200",
        "image:height": "630",
        "image:alt": "Łódź & the sea",
    }
    image = pixels(client, found["image"].removeprefix("http://localhost"))
    assert near(image.getpixel((630, 300)), srgb(*LINE_OF_HUE, 220))
    assert near(image.getpixel((900, 440)), (0xF6, 0xF1, 0xE7))


def test_same_drawing_gives_the_same_bytes(faces: Faces) -> None:
    drawing = Drawing("Meridian", "A line", "Asia", 40, 60, -170, "x")
    assert draw(drawing, sea(), faces) == draw(drawing, sea(), faces)


def test_pages_without_a_story_show_the_magazine(client: FlaskClient) -> None:
    make_region("Europe")
    make_article(slug="about", kind="page", headline="About us")
    ours = address(client, "/")
    assert pixels(client, ours)
    for path in ("/latest/", "/regions/", "/regions/europe", "/briefs/"):
        assert address(client, path) == ours
    assert address(client, "/pages/about") not in ("", ours)
    with transaction():
        write_newsroom(Newsroom(name="The Bearing"))
    assert address(client, "/") not in ("", ours)


def test_headlines_of_any_length_and_shape_are_drawn(faces: Faces) -> None:
    assert draw(Drawing("世界", "x"), b"", faces) is None
    assert draw(Drawing("x", "Карта"), b"", faces) is None
    for headline in (
        "",
        "x",
        "word " * 60,
        "W" * 300,
        "Donaudampfschifffahrtsgesellschaft " * 8,
        "soft\u00adly \u200bzero \u202eturned\u202c",
        "e\u0301te\u0301 \u2014 \u201cquoted\u201d",
        "tab\tand\nbreak",
    ):
        picture = sea() if len(headline) > 100 else b""
        jpeg = draw(Drawing("N" * 400, headline, "K" * 200, 0), picture, faces)
        assert jpeg
        assert Image.open(io.BytesIO(jpeg)).size == (1200, 630)


def test_stories_that_are_not_public_are_not_drawn(
    client: FlaskClient, clock: Clock
) -> None:
    for status in ("draft", "submitted", "withdrawn"):
        story = make_article(status=status, published_at=clock.now)
        key = story_drawing(story, Newsroom()).key
        assert client.get(f"/media/social/{story.id}/{key}").status_code == 404
        assert not media.has(f"social-{story.id}-{key}")


def test_picture_of_a_withdrawn_story_is_gone(client: FlaskClient) -> None:
    story = make_article(slug="a")
    path = address(client, "/articles/a")
    assert client.get(path).status_code == 200
    with transaction():
        story.withdraw()
    assert client.get(path).status_code == 404


def test_every_change_of_its_contents_makes_a_new_picture(client: FlaskClient) -> None:
    region = make_region("Asia")
    story = make_article(slug="a", regions=[region], lead_picture=make_picture())
    seen = [address(client, "/articles/a")]
    changes: tuple[Callable[[], object], ...] = (
        lambda: setattr(story, "headline", "Another one"),
        lambda: setattr(region, "name", "Elsewhere"),
        lambda: setattr(region, "hue", 10),
        lambda: setattr(story.lead_picture, "focal_x", 0.1),
        lambda: setattr(story, "lead_picture", None),
        lambda: write_newsroom(Newsroom(name="The Bearing")),
    )
    for change in changes:  # each alone is enough
        with transaction():
            change()
        seen.append(address(client, "/articles/a"))
    assert len(set(seen)) == len(changes) + 1
    for old in seen[:-1]:
        led = client.get(old)
        assert (led.status_code, led.location) == (302, seen[-1])


def test_drawing_advances_no_edition_and_happens_once(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_article(slug="a", lead_picture=make_picture())
    path, before = address(client, "/articles/a"), edition()
    first = client.get(path)
    monkeypatch.setattr(social_pictures, "draw", None)  # calling it would fail
    again = client.get(path)
    assert (first.status_code, again.data) == (200, first.data)
    assert "immutable" in again.headers["Cache-Control"]
    assert edition() == before
    known = {"If-None-Match": again.headers["ETag"]}
    assert client.get(path, headers=known).status_code == 304


def test_worker_does_not_draw_the_archive(app: Flask, clock: Clock) -> None:
    story = make_article()
    run_due_jobs(app)
    assert not media.has(social_name(story.id, story_drawing(story, Newsroom())))


def test_story_with_letters_missing_from_the_fonts_shows_its_own_picture(
    client: FlaskClient,
) -> None:
    picture = magazine.make_picture(original=media.put(sea(), "image/jpeg"))
    make_article(slug="s", headline="A 🗺 map", lead_picture=picture)
    make_article(slug="p", headline="A 🗺 map")
    shown_instead = client.get(address(client, "/articles/s")).location
    assert (
        shown_instead == f"/media/{picture.renditions('whole', 'image/jpeg')[-1].key}"
    )
    assert client.get(address(client, "/articles/p")).location == address(client, "/")


def test_broken_picture_is_not_tried_again_at_once(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = media.put(b"\xff\xd8\xff\xe0 no picture", "image/jpeg")
    make_article(slug="a", lead_picture=make_picture(original=key, rendition_rows=[]))
    path = address(client, "/articles/a")
    assert client.get(path).location == address(client, "/")
    monkeypatch.setattr(social_pictures, "draw", None)
    assert client.get(path).location == address(client, "/")


def test_newsroom_shows_it_once_the_draft_is_published(
    client: FlaskClient, clock: Clock, desk: Desk
) -> None:
    story = make_article(slug="a", status="draft")
    path = f"/admin/articles/{story.id}/surfaces/social"
    later = "It is drawn when the story is published."
    assert later in desk.get(path).text
    with transaction():
        story.publish(clock())
    page = desk.get(path).text
    assert f'src="{address(client, "/articles/a")}"' in page
    assert later not in page
