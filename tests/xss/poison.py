"""Stores every payload in every field that can hold text."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

from extensions import db
from models.base import transaction
from models.body.markup import TangledHTML, clean_html, read_body
from models.pictures.picture import Picture
from models.setting import Newsroom, write_newsroom
from models.stories.article import Article
from models.stories.correction import Correction
from models.taxonomy.contributor import Contributor
from models.taxonomy.region import Region
from models.taxonomy.topic import Topic
from tests.factories import LONG_AGO
from tests.xss.corpus import FAMILIES, PAYLOADS

LONGEST = {"name": 200, "headline": 300, "dek": 1000, "caption": 2000}
BREAKING_OUT = ("breaking", "script", "unusual")


def poison() -> None:
    """One story, picture and contributor for each payload; a region and a topic for
    each family; stories that hold as many payloads as a headline has room for.
    """
    now = datetime.now(UTC)
    # Not in our transaction(), in which texts may not be parsed.
    places = {family: _places(family) for family in FAMILIES}
    stories = [
        _story(number, name, payload, *places[name.rpartition("-")[0]])
        for number, (name, payload) in enumerate(PAYLOADS.items())
    ]
    stories += [
        _story(1000 + number, f"many-{number}", headline, *places["breaking"])
        for number, headline in enumerate(crowded(LONGEST["headline"]))
    ]
    db.session.add_all(stories)
    db.session.flush()
    db.session.add_all(
        Correction(article_id=story.id, at=now, text=story.dek) for story in stories
    )
    db.session.commit()


def crowded(room: int) -> Iterator[str]:
    """The payloads that break out of their context, side by side."""
    line = ""
    for family in BREAKING_OUT:
        for payload in FAMILIES[family]:
            if len(line) + len(payload) >= room:
                yield line
                line = ""
            line += f" {payload}"
    yield line


def name_the_newsroom(payload: str) -> None:
    words: dict[str, Any] = dict.fromkeys(
        ("name", "tagline", "description", "footer"), payload
    )
    sections: dict[str, Any] = dict.fromkeys(
        ("article_name", "briefs_name", "newsletter_name", "newsletter_pitch"), payload
    )
    links = ({"name": payload, "url": "https://example.com/"},)
    with transaction():
        write_newsroom(Newsroom(**words, **sections, social_links=links))


def _places(family: str) -> tuple[Region, Topic]:
    payloads = FAMILIES[family]
    name, html = " ".join(payloads)[: LONGEST["name"]], _short_html(payloads)
    region = Region(slug=family, name=name, description=html)
    topic = Topic(slug=family, name=name, description=html)
    db.session.add_all([region, topic])
    return region, topic


def _story(
    number: int, name: str, payload: str, region: Region, topic: Topic
) -> Article:
    picture = _picture(number, payload)
    db.session.add(picture)
    db.session.flush()
    line = payload[: LONGEST["headline"]]
    article = Article(
        slug=name,
        kind=("article", "article", "brief", "article", "article", "page")[number % 6],
        headline=line,
        dek=payload,
        seo_title=line,
        seo_description=payload,
        status="published",
        published_at=LONG_AGO + timedelta(minutes=number),
        lead_picture=picture,
    )
    body = f"<p>{escape(payload)}</p>\n{_body(payload)}"
    article.write(body, body + _figures(picture, payload))
    article.regions, article.topics = [region], [topic]
    article.contributors = [_contributor(name, payload)]
    return article


def _picture(number: int, payload: str) -> Picture:
    credit_url = payload if number % 2 else f"https://example.com/{payload}"
    return Picture(
        original=f"{number:040x}.jpg",
        media_type="image/jpeg",
        sha256=f"{number:064x}",
        width=120,
        height=80,
        alt_text=payload,
        caption=payload,
        credit=payload,
        credit_url=credit_url,
        file_name=payload,
    )


def _contributor(name: str, payload: str) -> Contributor:
    named = payload[: LONGEST["name"]]
    biography = _short_html([payload])
    return Contributor(slug=name, name=named, role=payload, biography=biography)


def _body(payload: str) -> str:
    try:
        body = read_body(payload)
    except TangledHTML:
        return ""
    return body.opening + body.rest


def _figures(picture: Picture, payload: str) -> str:
    words = f"<figcaption>{escape(payload)}</figcaption>"
    embed = f'<figure data-embed="youtube:dQw4w9WgXcQ">{words}</figure>'
    quote = f'<aside class="pull-quote"><p>{escape(payload)}</p></aside>'
    return _body(f'{embed}{quote}<figure data-picture="{picture.id}"></figure>')


def _short_html(payloads: Iterable[str]) -> str:
    return "".join(clean_html(payload) for payload in payloads)
