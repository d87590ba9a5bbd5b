"""Fills an empty database with a magazine of many articles, the same one every time.

An article's content depends only on its age (0 is the newest), so a small and a large
magazine show the same pages, and differences in time come from the number of rows.
"""

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import click
from flask_migrate import upgrade
from sqlalchemy import Table, func, insert, select, text

from app import create_app
from bench.words import headline, paragraphs, sentence
from extensions import db
from models.base import Base, transaction
from models.edition import advance_edition
from models.front_page import FrontPageSlot
from models.listing.search.index import rebuild_index
from models.pictures.picture import Picture
from models.setting import Newsroom, write_newsroom
from models.stories.article import Article
from models.stories.placement import ArticleRegion, ArticleTopic, Byline
from models.taxonomy.contributor import Contributor
from models.taxonomy.region import Region
from models.taxonomy.topic import Topic

Row = dict[str, Any]
REGIONS = (
    *("Africa", "Asia-Pacific", "Europe", "Latin America"),
    *("Middle East", "North America", "Polar Seas"),
)
TOPICS = 12
CONTRIBUTORS = 40
PICTURES = 64  # sets of files; every article has a picture of its own
STATIC_PAGES = ("About", "Contact", "Imprint", "Privacy")
STEP = timedelta(hours=4)  # between two articles
CHUNK = 1000  # rows for each statement
LONE_WRITER = 1  # wrote only the three oldest articles
BUSY_WRITER = 2  # in the byline of every fourth article


def fill(count: int, now: datetime) -> None:
    """`count` published articles and briefs, and a few that are not public."""
    with transaction():
        write_newsroom(
            Newsroom(
                tagline="How the world is measured",
                contact_email="desk@magazine.example",
                indexnow_key="0123456789abcdef",
            )
        )
        _keep(Region, _regions())
        _keep(Topic, ({"id": i, **_named(f"Topic {i}")} for i in _first(TOPICS)))
        _keep(Picture, (_picture(i) for i in _first(count + CONTRIBUTORS)))
        _keep(Contributor, _contributors(count))
        _keep(Article, (_article(age, count, now) for age in range(count)))
        _keep(Article, _not_public(count, now))
        _keep(Article, _static_pages(count, now))
        _keep(ArticleRegion, _links(count, now, "region_id", _region_ids))
        _keep(ArticleTopic, _links(count, now, "topic_id", _topic_ids))
        _keep(Byline, _links(count, now, "contributor_id", _contributor_ids))
        _keep(FrontPageSlot, _slots(count, now))
        advance_edition(db.session)  # type: ignore[arg-type]
        _settle()
    rebuild_index(lambda _number: None)


def is_brief(age: int) -> bool:
    return age % 10 == 9


def _keep(model: type[Base], rows: Iterable[Row]) -> None:
    table = model.__table__
    assert isinstance(table, Table)
    waiting: list[Row] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == CHUNK:
            db.session.execute(insert(table), waiting)
            waiting = []
    if waiting:
        db.session.execute(insert(table), waiting)


def _settle() -> None:
    """Sets PostgreSQL's sequences after explicit ids, then runs ANALYZE."""
    if db.engine.dialect.name == "postgresql":
        for name in ("articles", "contributors", "pictures", "regions", "topics"):
            most = f"(SELECT max(id) FROM {name})"
            sequence = f"pg_get_serial_sequence('{name}', 'id')"
            db.session.execute(text(f"SELECT setval({sequence}, {most})"))
    db.session.execute(text("ANALYZE"))


def _first(count: int) -> range:
    return range(1, count + 1)


def _named(name: str) -> Row:
    slug = name.lower().replace(" ", "-")
    return {"name": name, "slug": slug, "description": f"<p>{_pool()[0]}</p>"}


def _regions() -> Iterator[Row]:
    for number, name in enumerate(REGIONS, 1):
        span = {"west": -180 + 50 * number, "east": -120 + 50 * number}
        yield {
            **_named(name),
            **span,
            "id": number,
            "hue": 45 * number,
            "position": number,
        }


def _contributors(count: int) -> Iterator[Row]:
    for number in _first(CONTRIBUTORS):
        yield {
            "id": number,
            "slug": f"writer-{number}",
            "name": f"Writer Number {number}",
            "role": "Correspondent",
            "biography": f"<p>{' '.join(_pool()[number : number + 8])}</p>",
            "portrait_id": count + number,
        }


def _picture(number: int) -> Row:
    return {
        "id": number,
        "original": f"{number:040x}.jpg",
        "media_type": "image/jpeg",
        "sha256": f"{number:064x}",
        "width": 2400,
        "height": 1600,
        "tone": "345",
        "alt_text": _pool()[number % 500],
        "caption": _pool()[number % 700],
        "credit": "A. Photographer",
        "credit_url": "https://example.com/photographer",
        "focal_x": 0.5,
        "focal_y": 0.5,
        "rendition_rows": _renditions(number % PICTURES),
        "is_due": False,
    }


@cache
def _renditions(number: int) -> list[Row]:
    widths = {"whole": (320, 640, 960, 1280, 1920), "card": (320, 480, 640, 960)}
    return [
        {
            "crop": crop,
            "media_type": f"image/{kind}",
            "width": width,
            "height": width * 2 // 3,
            "key": f"{number:036x}{width:04d}.{extension}",
        }
        for crop, sizes in widths.items()
        for width in sizes
        for kind, extension in (("webp", "webp"), ("jpeg", "jpg"))
    ]


@cache
def _pool() -> list[str]:
    rng = Random("sentences")
    return [sentence(rng) for _ in range(3000)]


def _article(age: int, count: int, now: datetime) -> Row:
    return {
        **_text(age, "brief" if is_brief(age) else "article"),
        "id": count - age,
        "status": "published",
        "published_at": _published_at(age, now),
        "lead_picture_id": None if is_brief(age) else count - age,
    }


def _text(age: int, kind: str) -> Row:
    rng = Random(age)
    words = rng.randint(60, 120) if kind == "brief" else rng.randint(400, 860)
    written = paragraphs(rng, _pool(), words)
    opening, body = "".join(written[:2]), "".join(written)
    title = headline(rng)
    return {
        "kind": kind,
        "slug": f"{title.lower().replace(' ', '-')}-{age}",
        "headline": title,
        "dek": "" if kind == "brief" else rng.choice(_pool()),
        "body": body,
        "fold": len(opening),
        "word_count": len(body.split()),
        "version": 1,
        "seo_title": "",
        "seo_description": "",
    }


def _published_at(age: int, now: datetime) -> datetime:
    return now - STEP * age - timedelta(minutes=5)


def _not_public(count: int, now: datetime) -> Iterator[Row]:
    for number, (status, at) in enumerate(_fates(count, now), 1):
        yield {
            **_text(count + number, "article"),
            "id": count + number,
            "status": status,
            "published_at": at,
            "lead_picture_id": number,
        }


def _fates(count: int, now: datetime) -> Iterator[tuple[str, datetime | None]]:
    """2 % drafts, 1 % withdrawn, 1 % scheduled."""
    for number in _first(max(8, count // 25)):
        if number % 4 == 0:
            yield "published", now + STEP * number
        elif number % 4 == 1:
            yield "withdrawn", now - STEP * number
        else:
            yield "draft", None


def _static_pages(count: int, now: datetime) -> Iterator[Row]:
    for number, title in enumerate(STATIC_PAGES):
        yield {
            **_text(number, "page"),
            "id": 2 * count + 100 + number,
            "slug": title.lower(),
            "headline": title,
            "status": "published",
            "published_at": _published_at(count, now),
            "lead_picture_id": None,
        }


def _region_ids(age: int, _count: int) -> list[int]:
    rng = Random(f"region {age}")
    return rng.sample(_first(len(REGIONS)), k=rng.choice((1, 1, 2)))


def _topic_ids(age: int, _count: int) -> list[int]:
    rng = Random(f"topic {age}")
    return rng.sample(_first(TOPICS), k=rng.choice((1, 2)))


def _contributor_ids(age: int, count: int) -> list[int]:
    if age >= count - 3:
        return [LONE_WRITER]
    rng = Random(f"contributor {age}")
    usual = BUSY_WRITER if age % 4 == 0 else rng.randint(BUSY_WRITER + 1, CONTRIBUTORS)
    second = rng.randint(BUSY_WRITER + 1, CONTRIBUTORS)
    return [usual] if age % 5 or usual == second else [usual, second]


def _links(count: int, now: datetime, column: str, ids: Any) -> Iterator[Row]:
    times: list[datetime | None] = [_published_at(age, now) for age in range(count)]
    hidden = enumerate((at for _, at in _fates(count, now)), count + 1)
    for article_id, at in (*zip(range(count, 0, -1), times, strict=True), *hidden):
        for position, id_ in enumerate(ids(count - article_id, count)):
            yield {
                "article_id": article_id,
                column: id_,
                "position": position,
                "published_at": at,
            }


def _slots(count: int, now: datetime) -> Iterator[Row]:
    """Four of the five slots are set; one has expired."""
    for position, age in enumerate((2, 5, 11, 30)):
        expired = now - STEP if position == 3 else None
        yield {"position": position, "article_id": count - age, "expires_at": expired}


@click.command()
@click.argument("count", type=click.IntRange(100), default=20_000)
def main(count: int) -> None:
    """Fill the database of DATABASE_URL or INSTANCE_PATH, which must be empty."""
    with create_app().app_context():
        upgrade()
        if db.session.scalar(select(func.count()).select_from(Article)):
            sys.exit("The database holds articles already: name an empty one.")
        fill(count, datetime.now(UTC).replace(microsecond=0))
    click.echo(f"{count} articles.")


if __name__ == "__main__":
    main()
