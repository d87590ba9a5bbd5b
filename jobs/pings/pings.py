"""Notifies a WebSub hub and search engines about changes, if enabled."""

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
from models.claimable import Claim, record, rows_of
from models.listing.listing import ROW
from models.ping import (
    SERVICES,
    Ping,
    claim_pings,
    forget_pings,
    settle_pings,
)
from models.setting import Newsroom, read_newsroom
from models.stories.article import ENDPOINTS, Article

# One engine notifies the others: https://www.indexnow.org/documentation.
INDEXNOW = "https://api.indexnow.org/indexnow"
FEEDS = ("feed.rss", "feed.atom", "feed.json")
FORM, JSON = "application/x-www-form-urlencoded", "application/json; charset=utf-8"
Clock = Callable[[], datetime]
Requests = Iterator[tuple[str, bytes, str]]  # address, body and its media type
News = tuple[list[Article], set[str]]  # stories, and channels that they left
log = logging.getLogger("meridian.pings")


def send_due_pings(clock: Clock) -> None:
    """Safe to repeat and to run concurrently: notifying twice does no harm."""
    newsroom = read_newsroom()
    for service, setting in SERVICES.items():
        if not getattr(newsroom, setting):
            forget_pings(service)
            continue
        while claims := claim_pings(service, clock()):
            if not _send(service, claims, newsroom, clock):
                break


def _send(
    service: str, claims: list[Claim[Ping]], newsroom: Newsroom, now: Clock
) -> bool:
    requests = list(MAKERS[service](_news(rows_of(claims), now()), newsroom))
    db.session.rollback()  # hold no lock while waiting for a server
    allowed = bool(current_app.config.get("PRIVATE_ADDRESSES_ALLOWED"))
    try:
        for url, body, media_type in requests:
            post(url, body, media_type, private_allowed=allowed)
    except OutwardRefused as refused:
        reason = str(refused)
        log.error("%s: %s", service, reason)
        record(claims, lambda ping: ping.fail(reason, now()))
        return False
    settle_pings(claims, service, now())
    return True


def _news(pings: list[Ping], now: datetime) -> News:
    """Stories that are or were public; drafts are never announced."""
    ids = {ping.article_id for ping in pings}
    known = or_(Article.public(now), Article.is_withdrawn())
    found = select(Article).where(Article.id.in_(ids), known).options(ROW)
    stories = list(db.session.scalars(found.order_by(Article.id)))
    shown = {story.id for story in stories}
    left = {p for ping in pings if ping.article_id in shown for p in ping.places_left}
    return stories, left


def _to_hub(news: News, newsroom: Newsroom) -> Requests:
    """WebSub (https://www.w3.org/TR/websub/#publishing) does not define the parameters.
    Some hubs expect `hub.url`, as in PubSubHubbub 0.4, others `hub.topic`; we send
    both.
    """
    stories, left = news
    for place in sorted(left.union(*map(_places, stories))):
        channel = f"{current_app.config['SITE_URL']}/{place}"
        for feed in FEEDS:
            topic = f"{channel}/{feed}"
            form = {"hub.mode": "publish", "hub.topic": topic, "hub.url": topic}
            yield newsroom.websub_hub, urlencode(form).encode(), FORM


def _places(story: Article) -> set[str]:
    """Path prefixes of the channels whose lists show the story."""
    if story.kind == "page":
        return set()
    usual = "briefs/latest" if story.kind == "brief" else "latest"
    named = [
        *((f"regions/{region.slug}") for region in story.regions),
        *((f"topics/{topic.slug}") for topic in story.topics),
        *((f"contributors/{person.slug}") for person in story.contributors),
    ]
    return {usual, *(f"{quote(place)}/latest" for place in named)}


def _to_search_engines(news: News, newsroom: Newsroom) -> Requests:
    """https://www.indexnow.org/documentation"""
    stories, _ = news
    key = newsroom.indexnow_key
    notice = {
        "host": urlsplit(current_app.config["SITE_URL"]).hostname,
        "key": key,
        "keyLocation": link_to("discovery.indexnow_key", key=key),
        "urlList": [link_to(ENDPOINTS[s.kind], slug=s.slug) for s in stories],
    }
    if stories:
        address = current_app.config.get("INDEXNOW_ADDRESS", INDEXNOW)
        yield address, json.dumps(notice).encode(), JSON


MAKERS = {"websub": _to_hub, "indexnow": _to_search_engines}
