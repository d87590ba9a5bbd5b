"""A small magazine to read in a browser: stories long enough to scroll through."""

import io
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from PIL import Image
from sqlalchemy import select

from extensions import db
from models.base import transaction
from models.pictures.media import media
from models.pictures.picture import Picture, Rendition
from models.setting import Newsroom, write_newsroom
from models.stories.article import Article
from models.stories.correction import correct as correct_story
from models.taxonomy.region import Region
from tests.factories import (
    LONG_AGO,
    figures,
    make_article,
    make_contributor,
    make_topic,
)
from tests.factories import make_picture as make_waiting_picture

SENTENCE = "The surveyors walked the line from one hill to the next until it rained. "
MINUTE = count(1)
SIZES = {"whole": ((480, 320), (960, 640)), "card": ((480, 320), (960, 640))}
FORMATS = {"image/jpeg": "JPEG", "image/webp": "WEBP"}


def paragraphs(number: int, words: str = "", sentences: int = 5) -> str:
    return "".join(
        f"<p>{words} {position}. {SENTENCE * sentences}</p>\n"
        for position in range(1, number + 1)
    )


def publish(slug: str, **given: Any) -> Article:
    """A story with two paragraphs before the fold and nine after it."""
    values = {
        "slug": slug,
        "headline": f"The {slug.replace('-', ' ')} story",
        "opening": paragraphs(2, f"Opening of {slug}"),
        "rest": paragraphs(9, f"Rest of {slug}"),
        "published_at": LONG_AGO + timedelta(minutes=next(MINUTE)),
    }
    return make_article(**{**values, **given})


def publish_many(*slugs: str, **given: Any) -> None:
    """Newest first, as the stream shows them."""
    for slug in reversed(slugs):
        publish(slug, **given)
    settle()


def settle() -> None:
    """Ends the read transaction, which would block a writer."""
    db.session.rollback()


def article(slug: str) -> Article:
    return db.session.scalars(select(Article).where(Article.slug == slug)).one()


def correct(slug: str, headline: str) -> None:
    with transaction():
        article(slug).headline = headline


def update(slug: str, correction: str = "") -> None:
    """Changes the text, with a correction if one is given."""
    now = datetime.now(UTC)
    with transaction():
        story = article(slug)
        story.updated_at = now
        if correction:
            correct_story(story, correction, is_material=True, editor=None, now=now)
    settle()


def withdraw(slug: str) -> None:
    with transaction():
        article(slug).withdraw()


def set_up(**settings: Any) -> None:
    with transaction():
        write_newsroom(Newsroom(**settings))


@cache
def picture_file(width: int, height: int, media_type: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), (180, 140, 90)).save(file, FORMATS[media_type])
    return file.getvalue()


def make_picture(**given: Any) -> Picture:
    """A picture with renditions."""
    renditions = [
        Rendition(crop, kind, width, height, media.put(data, kind))
        for crop, sizes in SIZES.items()
        for width, height in sizes
        for kind in FORMATS
        if (data := picture_file(width, height, kind))
    ]
    return make_waiting_picture(
        **{
            "width": 960,
            "height": 640,
            "rendition_rows": [asdict(one) for one in renditions],
            "renditions_due": False,
            **given,
        }
    )


def make_region(name: str, **given: Any) -> Region:
    region = Region(name=name, slug=name.lower().replace(" ", "-"), **given)
    with transaction():
        db.session.add(region)
    return region


def fill_magazine() -> None:
    """Some content of every kind: regions, briefs, pictures, contributors, a page."""
    set_up(
        tagline="Notes from the map",
        description="A magazine about places.",
        newsletter_pitch="Every Friday.",
        social_links=({"name": "Mastodon", "url": "https://example.social/@m"},),
        contact_email="desk@example.org",
        footer="Set in Newsreader.",
    )
    europe = make_region(
        "Europe", hue=220, west=-10, east=40, description="<p>West.</p>"
    )
    africa = make_region(
        "Africa", hue=30, west=-18, east=51, description="<p>South.</p>"
    )
    writer = make_contributor("Ines Calloway", role="StaffMember")
    rivers = make_topic("Rivers")
    for number in range(1, 16):
        publish(
            f"story-{number}",
            rest=paragraphs(9, f"Rest of story-{number}") + figures(make_picture()),
            regions=[europe, africa] if number % 2 else [africa],
            contributors=[writer],
            topics=[rivers],
            lead_picture=make_picture(alt_text=f"Hill number {number}"),
        )
    for number in range(1, 4):
        publish(f"brief-{number}", kind="brief", regions=[europe])
    publish("about", kind="page", headline="About us")
    settle()
