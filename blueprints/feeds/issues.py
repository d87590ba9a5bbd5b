"""Past issues of the newsletters as RSS and Atom: one feed of all, and one of each."""

from uuid import NAMESPACE_URL, uuid5

from flask import Blueprint, Response, abort, render_template, url_for

from blueprints.feeds.entry import FeedEntry
from blueprints.feeds.feed import Feed
from models.listing.search.plain import blocks
from models.newsletter.archive import archive_page, archives
from models.newsletter.issue import NewsletterIssue
from web.cors import for_every_site
from web.public import public
from web.site.context import site_context
from web.site.structured_data import absolute
from web.xml_text import xml_text

issues = Blueprint("issues", __name__, url_prefix="/newsletter")


@issues.get("/feed.rss")
@issues.get("/archive/<slug>/feed.rss")
@for_every_site
@public()
def rss(slug: str = "") -> Response:
    return _answer(slug, "rss")


@issues.get("/feed.atom")
@issues.get("/archive/<slug>/feed.atom")
@for_every_site
@public()
def atom(slug: str = "") -> Response:
    return _answer(slug, "atom")


def _answer(slug: str, kind: str) -> Response:
    feed = _feed(slug, f".{kind}")
    text = xml_text(render_template(f"feeds/{kind}.xml", feed=feed))
    return Response(text, content_type=f"application/{kind}+xml; charset=utf-8")


def _feed(slug: str, endpoint: str) -> Feed:
    """Aborts with 404 for a newsletter without an archive."""
    names = [one.name for one in archives() if slug in ("", one.slug)] or abort(404)
    page = archive_page(slug)
    newsroom, own = (
        site_context().newsroom,
        absolute(url_for(endpoint, slug=slug or None)),
    )
    home = "newsletter.archive.newsletter" if slug else "newsletter.archive.index"
    return Feed(
        title=f"{newsroom.name}: {names[0] if slug else 'Past issues'}",
        description=f"What {newsroom.name} has sent by e-mail: {', '.join(names)}",
        home_url=absolute(url_for(home, slug=slug or None)),
        self_url=own,
        first_url=own,
        next_url=None,
        hub="",
        icon="",
        entries=[_entry(issue) for issue in page.issues],
    )


def _entry(issue: NewsletterIssue) -> FeedEntry:
    slug, number = issue.newsletter.slug, issue.id
    at = issue.started_at or issue.made_at
    return FeedEntry(
        id=uuid5(NAMESPACE_URL, absolute(f"/newsletter/archive/#{issue.id}")).urn,
        url=absolute(url_for("newsletter.archive.show", slug=slug, number=number)),
        title=issue.subject,
        summary=issue.preheader or " ".join(blocks(issue.intro)[:1]),
        html="",
        published=at,
        updated=at,
        authors=[],
        categories=[],
        image=None,
    )
