"""Finds internal links that lead nowhere, using the router and the tables."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import Select, literal, select, union_all
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from extensions import db
from models.redirect import Redirect, decoded, is_on_this_site
from models.stories.article import Article
from models.taxonomy.contributor import Contributor
from models.taxonomy.region import Region
from models.taxonomy.topic import Topic
from web.policy import policy_of

LinkTarget = tuple[str, str]  # an endpoint and a slug
TAXONOMIES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "articles.show": (Article, ("article", "brief")),
    "pages.show": (Article, ("page",)),
    "regions.show": (Region, ()),
    "topics.show": (Topic, ()),
    "contributors.show": (Contributor, ()),
}


def dead_links(hrefs: Iterable[str], now: datetime | None = None) -> frozenset[str]:
    """At most two queries; none without internal links. With `now`: those that lead
    nowhere at that time.

    A scheduled story counts as present, because the linking story may be scheduled too.
    """
    paths = {href: path for href in hrefs if (path := path_of(href))}
    places = {path: _place(path) for path in set(paths.values())}
    named = {place for place in places.values() if place and place[0] in TAXONOMIES}
    gone = named - _there(named, now)
    doubted = {p for p, place in places.items() if place is None or place in gone}
    dead = doubted - _moved(doubted)
    return frozenset(href for href, path in paths.items() if path in dead)


def path_of(href: str) -> str | None:
    """The path of an internal link, else None."""
    site_url: str = current_app.config["SITE_URL"]
    here = "/" if href == site_url else href.removeprefix(site_url)
    path = decoded(here) if is_on_this_site(here) else ""
    return path if path and "\0" not in path else None


def _place(path: str) -> LinkTarget | None:
    """The endpoint and slug at a path; None if there is no such page."""
    try:
        endpoint, values = current_app.url_map.bind("").match(path, "GET")
    except RequestRedirect as moved:
        return _place(decoded(moved.new_url))
    except HTTPException:
        return None
    is_for_readers = policy_of(endpoint).public or endpoint == "pictures.show"
    return (endpoint, str(values.get("slug", ""))) if is_for_readers else None


def _there(places: set[LinkTarget], now: datetime | None) -> set[LinkTarget]:
    """Those of TAXONOMIES that have a public page, or will have one."""
    if not places:
        return set()
    slugs = sorted({slug for _, slug in places})
    queries = [
        _named(endpoint, slugs, now) for endpoint in sorted({e for e, _ in places})
    ]
    return {(row[0], row[1]) for row in db.session.execute(union_all(*queries))}


def _named(endpoint: str, slugs: list[str], now: datetime | None) -> Select[Any]:
    taxonomy, kinds = TAXONOMIES[endpoint]
    named = select(literal(endpoint), taxonomy.slug).where(taxonomy.slug.in_(slugs))
    if kinds:
        is_there = Article.public(now) if now else Article.status == "published"
        named = named.where(Article.kind.in_(kinds), is_there)
    return named


def _moved(paths: set[str]) -> set[str]:
    if not paths:
        return set()
    moved = select(Redirect.old_path).where(Redirect.old_path.in_(paths))
    return set(db.session.scalars(moved))
