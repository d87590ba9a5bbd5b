"""Factories for rows with sensible defaults."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import select

from extensions import db
from models.base import transaction
from models.email_address import Address
from models.newsletter.signup import subscribe
from models.newsletter.subscriber import Subscriber
from models.pictures.picture import Picture
from models.stories.article import Article
from models.stories.correction import Correction, show_corrections
from models.taxonomy.contributor import Contributor
from models.taxonomy.region import Region
from models.taxonomy.topic import Topic

Row = TypeVar("Row")
NUMBER = count(1)
LONG_AGO = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)
OPENING = "<p>The first paragraph.</p>\n<p>The second paragraph.</p>\n"
REST = "<p>The third paragraph, behind the fold.</p>\n"


def figures(picture: Picture) -> str:
    """A picture, an embed and a pull quote, as they are in a text."""
    return (
        f'<figure data-picture="{picture.id}"></figure>\n'
        '<figure data-embed="youtube:dQw4w9WgXcQ">'
        "<figcaption>How the line ends</figcaption></figure>\n"
        '<aside class="pull-quote">\n<p>The line ends here.</p>\n</aside>\n'
    )


def make_article(**overrides: Any) -> Article:
    """A published article with an opening and a rest; later ones are newer."""
    number = next(NUMBER)
    regions = overrides.pop("regions", [])
    topics = overrides.pop("topics", [])
    contributors = overrides.pop("contributors", [])
    opening, rest = overrides.pop("opening", OPENING), overrides.pop("rest", REST)
    values = {
        "slug": f"story-{number}",
        "headline": f"Story number {number}",
        "dek": "What it is about.",
        "status": "published",
        "published_at": LONG_AGO + timedelta(minutes=number),
    }
    article = Article(**{**values, **overrides})
    article.write(opening, rest)
    article.regions, article.topics = list(regions), list(topics)
    article.contributors = list(contributors)
    return keep(article)


def make_correction(article: Article, **overrides: Any) -> Correction:
    at = LONG_AGO + timedelta(minutes=next(NUMBER))
    values = {"text": "It was otherwise.", "is_material": True, "at": at, **overrides}
    made = Correction(article_id=article.id, **values)
    with transaction():
        db.session.add(made)
        show_corrections(article)
    return made


def make_region(name: str = "", **overrides: Any) -> Region:
    name = name or f"Region {next(NUMBER)}"
    return keep(Region(name=name, slug=name.lower().replace(" ", "-"), **overrides))


def make_topic(name: str = "") -> Topic:
    name = name or f"Topic {next(NUMBER)}"
    return keep(Topic(name=name, slug=name.lower().replace(" ", "-")))


def make_contributor(name: str = "", **overrides: Any) -> Contributor:
    name = name or f"Writer {next(NUMBER)}"
    slug = name.lower().replace(" ", "-")
    return keep(Contributor(**{"name": name, "slug": slug, **overrides}))


def make_picture(**overrides: Any) -> Picture:
    """A picture without renditions yet."""
    values = {
        "original": f"{next(NUMBER):040x}.jpg",
        "media_type": "image/jpeg",
        "sha256": f"{next(NUMBER):064x}",
        "width": 1200,
        "height": 800,
        "alt_text": "A lighthouse at dusk",
        "caption": "The lighthouse of the harbour.",
        "credit": "A. Photographer",
    }
    return keep(Picture(**{**values, **overrides}))


def find_or_subscribe(email: str, now: datetime) -> Subscriber:
    address = Address.read(email)
    known = select(Subscriber).where(Subscriber.address_key == address.key)
    db.session.rollback()  # to read what others have written since
    if db.session.scalar(known) is None:
        subscribe(address, now)
    return db.session.scalars(known).one()


def keep(row: Row) -> Row:
    with transaction():
        db.session.add(row)
    return row
