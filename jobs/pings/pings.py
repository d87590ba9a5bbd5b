"""Tells a WebSub hub and search engines what is new, if the newsroom wants that."""

import json
import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import quote, urlencode, urlsplit

from flask import current_app
from sqlalchemy import or_, select

from extensions import db
from jobs.mail.compose import link_to
from jobs.pings.outward import OutwardRefused, post
from models.listing.listing import ROW
from models.ping import (
    SERVICES,
    Claimed,
    claim_pings,
    forget_pings,
    pings_have_failed,
    pings_were_taken,
)
from models.setting import Newsroom, read_newsroom
from models.stories.article import Article

# Whichever engine is told tells the others: https://www.indexnow.org/documentation.
INDEXNOW = "https://api.indexnow.org/indexnow"
FEEDS = ("feed.rss", "feed.atom", "feed.json")
SHOWN_AT = {"article": "articles.show", "brief": "articles.show", "page": "pages.show"}
FORM, JSON = "application/x-www-form-urlencoded", "application/json; charset=utf-8"
Clock = Callable[[], datetime]
Requests = Iterator[tuple[str, bytes, str]]  # address, body and its media type
Tidings = tuple[list[Article], set[str]]  # stories, and places that they have left
log = logging.getLogger("meridian.pings")


def send_due_pings(clock: Clock) -> None:
    """Safe to run twice and at once: to be told the same again does no harm."""
    newsroom = read_newsroom()
    for service, setting in SERVICES.items():
        if not getattr(newsroom, setting):
            forget_pings(service)
            continue
        while claimed := claim_pings(service, clock()):
            if not _send(service, claimed, newsroom, clock):
                break


def _send(service: str, claimed: list[Claimed], newsroom: Newsroom, now: Clock) -> bool:
    ids = [ping.id for ping in claimed]
    requests = list(MAKERS[service](_tidings(claimed, now()), newsroom))
    db.session.rollback()  # nothing is locked while a server takes its time
    allowed = bool(current_app.config.get("PRIVATE_ADDRESSES_ALLOWED"))
    try:
        for url, body, media_type in requests:
            post(url, body, media_type, private_allowed=allowed)
    except OutwardRefused as refused:
        log.error("%s: %s", service, refused)
        pings_have_failed(ids, str(refused), now())
        return False
    pings_were_taken(ids, service)
    return True


def _tidings(claimed: list[Claimed], now: datetime) -> Tidings:
    """Nobody is told of what is not public, but of what is not public any more."""
    ids = {ping.article_id for ping in claimed}
    known = or_(Article.public(now), Article.is_withdrawn())
    found = select(Article).where(Article.id.in_(ids), known).options(ROW)
    stories = list(db.session.scalars(found.order_by(Article.id)))
    told = {story.id for story in stories}
    left = {p for ping in claimed if ping.article_id in told for p in ping.places_left}
    return stories, left


def _to_hub(tidings: Tidings, newsroom: Newsroom) -> Requests:
    """https://www.w3.org/TR/websub/#publishing; how, is that of PubSubHubbub 0.4."""
    stories, left = tidings
    for place in sorted(left.union(*map(_places, stories))):
        channel = f"{current_app.config['SITE_URL']}/{place}"
        for feed in FEEDS:
            said = {"hub.mode": "publish", "hub.url": f"{channel}/{feed}"}
            yield newsroom.websub_hub, urlencode(said).encode(), FORM


def _places(story: Article) -> set[str]:
    """The channels whose lists show it, as their paths begin."""
    if story.kind == "page":
        return set()
    usual = "briefs/latest" if story.kind == "brief" else "latest"
    named = [
        *((f"regions/{region.slug}") for region in story.regions),
        *((f"topics/{topic.slug}") for topic in story.topics),
        *((f"contributors/{person.slug}") for person in story.contributors),
    ]
    return {usual, *(f"{quote(place)}/latest" for place in named)}


def _to_search_engines(tidings: Tidings, newsroom: Newsroom) -> Requests:
    """https://www.indexnow.org/documentation"""
    stories, _ = tidings
    key = newsroom.indexnow_key
    said = {
        "host": urlsplit(current_app.config["SITE_URL"]).hostname,
        "key": key,
        "keyLocation": link_to("discovery.indexnow_key", key=key),
        "urlList": [link_to(SHOWN_AT[s.kind], slug=s.slug) for s in stories],
    }
    if stories:
        address = current_app.config.get("INDEXNOW_ADDRESS", INDEXNOW)
        yield address, json.dumps(said).encode(), JSON


MAKERS = {"websub": _to_hub, "indexnow": _to_search_engines}
