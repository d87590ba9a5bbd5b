"""Social pictures are drawn of what readers see, once, and of nothing else."""

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
from jobs.images import imaging, social_pictures
from jobs.images.renditions import take_in
from jobs.images.social_drawing import Faces, draw, house_faces
from jobs.images.social_pictures import draw_missing_social_pictures
from jobs.worker import do_what_is_due
from models.base import transaction
from models.edition import Edition
from models.pictures.media import media
from models.pictures.picture import Picture
from models.pictures.social_picture import Drawing, SocialPicture
from models.setting import Newsroom, write_newsroom
from models.stories.article import Article
from models.taxonomy.hue import LINE_OF_HUE, srgb
from tests.browser import magazine
from tests.conftest import Clock
from tests.factories import keep, make_article, make_region
from tests.newsroom import Desk

NUMBER = count(1)


@cache
def sea() -> bytes:
    """Darker to the right, so that every crop is another one."""
    out = io.BytesIO()
    Image.linear_gradient("L").rotate(90).resize((900, 600)).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def faces(tmp_path: Path) -> Faces:
    """No database is needed to draw."""
    with create_app({"INSTANCE_PATH": str(tmp_path)}).app_context():
        return house_faces()


def make_picture(**given: Any) -> Picture:
    picture = take_in(sea(), f"{next(NUMBER):064x}")
    for name, value in given.items():
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


def row_of(article: Article) -> SocialPicture | None:
    db.session.rollback()
    return db.session.get(SocialPicture, str(article.id))


def pixels(client: FlaskClient, path: str) -> Image.Image:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/jpeg"
    image = Image.open(io.BytesIO(answer.data))
    assert image.size == (1200, 630)
    return image


def near(pixel: Any, colour: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 24 for a, b in zip(pixel, colour, strict=True))


def test_story_gets_its_picture(app: Flask, client: FlaskClient) -> None:
    europe = make_region("Europe", hue=220, west=-10, east=40)
    make_article(
        slug="a",
        headline="Łódź & the sea",
        regions=[europe],
        lead_picture=make_picture(),
    )
    assert shown(client, "/articles/a") == {}
    do_what_is_due(app)
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


def test_what_nobody_may_see_is_not_drawn(
    client: FlaskClient, app: Flask, clock: Clock
) -> None:
    hidden = [
        make_article(status=status, published_at=clock.now)
        for status in ("draft", "submitted", "withdrawn")
    ]
    later = make_article(slug="later", published_at=clock.now.replace(hour=10))
    draw_missing_social_pictures(clock)
    assert not any(row_of(story) for story in [*hidden, later])
    clock.advance(hours=2)
    draw_missing_social_pictures(clock)
    assert address(client, "/articles/later")


def test_another_headline_makes_another_picture(
    client: FlaskClient, app: Flask, clock: Clock
) -> None:
    region = make_region("Asia")
    story = make_article(slug="a", regions=[region], lead_picture=make_picture())
    do_what_is_due(app)
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
        before = edition()
        assert address(client, "/articles/a") not in seen
        draw_missing_social_pictures(clock)
        assert edition() == before + 1
        seen.append(address(client, "/articles/a"))
    assert all(client.get(path).status_code == 200 for path in seen)
    assert len(set(seen)) == len(seen)


def test_drawing_again_draws_nothing(
    client: FlaskClient, app: Flask, clock: Clock
) -> None:
    make_article(slug="a", lead_picture=make_picture())
    do_what_is_due(app)
    before, key = edition(), address(client, "/articles/a")
    for _ in range(2):
        draw_missing_social_pictures(clock)
        app.extensions.pop(social_pictures.DONE, None)
    assert (edition(), address(client, "/articles/a")) == (before, key)


def test_same_drawing_gives_the_same_bytes(faces: Faces) -> None:
    drawing = Drawing("Meridian", "A line", "Asia", 40, 60, -170, "x")
    assert draw(drawing, sea(), faces) == draw(drawing, sea(), faces)


def test_story_in_letters_the_house_lacks_shows_its_picture(
    client: FlaskClient, app: Flask, clock: Clock
) -> None:
    with transaction():
        write_newsroom(Newsroom(name="世界", tagline="地図"))
    for number, headline in enumerate(("שלום", "A 🗺 map")):
        picture = magazine.make_picture(
            alt_text="A map", original=media.put(sea(), "image/jpeg")
        )
        make_article(slug=f"s{number}", headline=headline, lead_picture=picture)
        make_article(slug=f"p{number}", headline=headline)
    draw_missing_social_pictures(clock)
    for number in range(2):
        found = shown(client, f"/articles/s{number}")
        assert (found["image:width"], found["image:alt"]) == ("960", "A map")
        assert shown(client, f"/articles/p{number}") == {}
    before = edition()
    draw_missing_social_pictures(clock)
    assert edition() == before
    assert social_pictures.DONE in app.extensions


def test_pages_that_are_no_story_show_the_magazine(
    client: FlaskClient, app: Flask, clock: Clock
) -> None:
    make_region("Europe")
    make_article(slug="about", kind="page", headline="About us")
    draw_missing_social_pictures(clock)
    ours = address(client, "/")
    assert pixels(client, ours)
    for path in ("/latest/", "/regions/", "/regions/europe", "/briefs/"):
        assert address(client, path) == ours
    assert address(client, "/pages/about") not in ("", ours)
    with transaction():
        write_newsroom(Newsroom(name="The Bearing"))
    draw_missing_social_pictures(clock)
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


def test_hostile_picture_is_a_failure_that_is_tried_again(
    client: FlaskClient, app: Flask, clock: Clock
) -> None:
    for data in (b"\xff\xd8\xff\xe0 no picture", b"GIF89a", b"\n\n{}"):
        key = media.put(data, "image/jpeg")
        picture = make_picture(original=key, renditions_due=False)
        story = make_article(lead_picture=picture)
        draw_missing_social_pictures(clock)
        row = row_of(story)
        assert row
        assert (row.key, bool(row.failure)) == ("", True)
    sound = media.put(sea(), "image/jpeg")
    with transaction():
        picture.original = sound
    draw_missing_social_pictures(clock)
    row = row_of(story)
    assert row
    assert (bool(row.key), row.failure) == (True, "")


def test_failure_pauses_for_an_hour(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = make_article(lead_picture=make_picture())
    with monkeypatch.context() as short:
        short.setitem(imaging.WALL_SECONDS, "social", 0.001)
        draw_missing_social_pictures(clock)
    draw_missing_social_pictures(clock)
    row = row_of(story)
    assert row
    assert row.key == ""
    clock.advance(minutes=61)
    draw_missing_social_pictures(clock)
    row = row_of(story)
    assert row
    assert row.key


def test_claimed_drawing_is_left_to_its_worker(app: Flask, clock: Clock) -> None:
    story = make_article(headline="First")
    first = social_pictures.missing(clock())
    claimed = social_pictures.claim(first, clock())
    assert len(claimed) == 2
    assert social_pictures.claim(first, clock()) == []
    draw_missing_social_pictures(clock)
    row = row_of(story)
    assert row
    assert row.key == ""
    with transaction():
        story.headline = "Second"
    draw_missing_social_pictures(clock)
    row = row_of(story)
    assert row
    key = row.key
    with transaction():
        social_pictures.record(claimed[1], "of-the-first.jpg", "", clock())
    row = row_of(story)
    assert row
    assert row.key == key != ""
    clock.advance(minutes=6)
    assert len(social_pictures.claim(first, clock())) == 2


def test_deleted_story_takes_its_picture_along(app: Flask, clock: Clock) -> None:
    story = make_article()
    claimed = social_pictures.claim(social_pictures.missing(clock()), clock())
    with transaction():
        db.session.delete(story)
    with transaction():
        for wish in claimed:
            social_pictures.record(wish, "", "", clock())
    assert db.session.scalars(select(SocialPicture.subject)).all() == ["magazine"]


def test_newsroom_sees_what_is_drawn_of_the_story_as_it_is(
    app: Flask, clock: Clock, desk: Desk
) -> None:
    story = make_article(slug="a")
    path = f"/admin/articles/{story.id}/surfaces/social"
    drawing = "It is drawn once readers see the story."
    assert drawing in desk.get(path).text
    draw_missing_social_pictures(clock)
    row = row_of(story)
    assert row
    page = desk.get(path).text
    assert f'src="/media/{row.key}"' in page
    assert drawing not in page
    with transaction():
        story.headline = "Another"
    assert drawing in desk.get(path).text
