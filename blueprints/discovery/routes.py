"""Files for crawlers: sitemaps, robots.txt, security.txt and the IndexNow key."""

from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from urllib.parse import quote

from flask import Blueprint, Response, abort, render_template

from blueprints.discovery import queries
from web.clock import utc_now
from web.public import public
from web.site.context import site_context
from web.xml_text import xml_text

discovery = Blueprint("discovery", __name__)
XML, TEXT = "application/xml; charset=utf-8", "text/plain; charset=utf-8"
NO_NEWS = "No story was published in the last two days."
NO_CONTACT = "This magazine has not set a contact for security reports."


@discovery.get("/sitemap.xml")
@public()
def sitemap() -> Response:
    """The sitemap index: https://www.sitemaps.org/protocol.html."""
    parts = list(queries.sitemap_parts(utc_now()))
    return _xml("discovery/sitemap_index.xml", parts=parts)


@discovery.get("/sitemap-places.xml")
@public()
def sitemap_of_places() -> Response:
    return _xml("discovery/sitemap.xml", entries=queries.places(utc_now()))


@discovery.get("/sitemap-<month>.xml")
@public()
def sitemap_of_month(month: str) -> Response:
    """`month` is like 2026-11, or 2026-11-2 for its part after 50,000 stories."""
    period = queries.Month.read(month)
    entries = period and queries.stories_of(period, utc_now())
    if not entries:
        abort(404)
    return _xml("discovery/sitemap.xml", entries=entries)


@discovery.get("/news-sitemap.xml")
@public(lasts=timedelta(minutes=10))
def news_sitemap() -> Response:
    """https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap"""
    articles = queries.news(utc_now())
    if not articles:
        abort(404, NO_NEWS)  # the schema requires at least one entry
    language = queries.news_language(site_context().newsroom.language)
    template = "discovery/news_sitemap.xml"
    return _xml(template, articles=articles, language=language)


@discovery.get("/robots.txt")
@public(lasts=timedelta(minutes=10))
def robots() -> Response:
    """https://www.rfc-editor.org/rfc/rfc9309"""
    return _text(
        "discovery/robots.txt",
        fragments=queries.fragment_patterns(),
        has_news=bool(queries.news(utc_now())),
    )


@discovery.get("/.well-known/security.txt")
@public(lasts=timedelta(days=1))
def security() -> Response:
    """https://www.rfc-editor.org/rfc/rfc9116"""
    contact = site_context().newsroom.contact_email
    if not contact:
        abort(404, NO_CONTACT)
    mailto = f"mailto:{quote(contact, safe='@+')}"
    expires_at = half_a_year_on(utc_now())
    return _text("discovery/security.txt", contact=mailto, expires_at=expires_at)


@discovery.get("/<key>.txt")
@public()
def indexnow_key(key: str) -> Response:
    """Proves that we own the key: https://www.indexnow.org/documentation."""
    ours = site_context().newsroom.indexnow_key
    if not ours or not compare_digest(key.encode(), ours.encode()):
        abort(404)
    return Response(ours, content_type=TEXT)


def half_a_year_on(now: datetime) -> datetime:
    """The first of a month six to seven months ahead, so it changes once a month.

    RFC 9116, 2.5.5 recommends less than a year.
    """
    months = now.year * 12 + now.month - 1 + 7
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)


def _xml(template: str, **given: object) -> Response:
    text = xml_text(render_template(template, **given))
    return Response(text, content_type=XML)


def _text(template: str, **given: object) -> Response:
    text = render_template(template, **given).rstrip("\n")
    return Response(f"{text}\n", content_type=TEXT)
