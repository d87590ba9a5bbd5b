"""Listing filters in URLs: read from the query, and named for readers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import abort

from models.listing.listing import Listing
from models.listing.search.terms import LONGEST, SearchTerms, TooLong
from models.local_time import BadTime, read_day
from models.taxonomy.public_names import public_names
from web.site.context import RegionFact, site_context, zone
from web.site.renamed import refuse_unknown
from web.templating import day

KINDS = {"article": "article", "brief": "brief", "all": None}
# In the order they have in a canonical URL.
FILTERS = ("q", "kind", "region", "contributor", "topic", "from", "to")
TAXONOMIES = ("region", "contributor", "topic")


def read_listing(args: Mapping[str, str]) -> Listing:
    """Aborts with 400."""
    # Like their pages, the channels of contributors and topics include briefs.
    usual = "all" if {"contributor", "topic", "q"} & {*args} else "article"
    kind = args.get("kind", usual)
    if kind not in KINDS:
        abort(400, "kind is article, brief or all.")
    filters: dict[str, Any] = {name: args.get(name) for name in TAXONOMIES}
    days = {name: _day(name, args[name]) for name in ("from", "to") if name in args}
    since, until = days.get("from"), days.get("to")
    if since and until and since > until:
        abort(400, "The first day is later than the last.")
    return Listing(
        kind=KINDS[kind],
        words=_words(args["q"]) if "q" in args else None,
        since=since and since[0],
        until=until and until[1],
        **filters,
    )


def _words(text: str) -> SearchTerms:
    try:
        words = SearchTerms.read(text)
    except TooLong:
        abort(400, f"A search has at most {LONGEST} characters.")
    return words or abort(400, "Enter at least one word to search for.")


def _day(name: str, text: str) -> tuple[datetime, datetime]:
    try:
        return read_day(text, zone())
    except BadTime:
        abort(400, f"“{text[:20]}” is not a date: “{name}” takes one like 2026-03-28.")


def name_of(filter_: str, slug: str, now: datetime) -> str:
    """A filter's name for readers. Raises Renamed, or aborts with 404.

    Contributors and topics without a public story are 404 too: they would reveal who or
    what upcoming stories are about.
    """
    if filter_ == "kind":
        return site_context().newsroom.briefs_name if slug == "brief" else ""
    if filter_ == "q":
        return f"“{slug}”"
    if filter_ in ("from", "to"):
        return f"{filter_} {day(_day(filter_, slug)[0])}"
    if filter_ == "region":
        region = region_of(slug)
        return region.name if region else refuse_unknown(filter_, slug)
    named = public_names(filter_, now, slug=slug)
    return named[0][1] if named else refuse_unknown(filter_, slug)


def region_of(slug: str | None) -> RegionFact | None:
    return next((r for r in site_context().regions if r.slug == slug), None)
