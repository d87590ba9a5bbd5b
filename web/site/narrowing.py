"""What an address may narrow a listing by: its query read, and said to readers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import abort

from models.listing.listing import Listing
from models.listing.search.words import LONGEST, TooLong, Words
from models.local_time import BadTime, read_day
from models.taxonomy.public_names import public_names
from web.site.context import RegionFact, site_context, zone
from web.site.renamed import refuse_unknown
from web.templating import day

KINDS = {"article": "article", "brief": "brief", "all": None}
# The order is that of their spelling in an address.
FILTERS = ("q", "kind", "region", "contributor", "topic", "from", "to")
TAXONOMIES = ("region", "contributor", "topic")


def read_listing(said: Mapping[str, str]) -> Listing:
    """Aborts with 400."""
    # As the pages of people and topics, their channels list briefs as well.
    usual = "all" if {"contributor", "topic", "q"} & {*said} else "article"
    kind = said.get("kind", usual)
    if kind not in KINDS:
        abort(400, "kind is article, brief or all.")
    filters: dict[str, Any] = {name: said.get(name) for name in TAXONOMIES}
    days = {name: _day(name, said[name]) for name in ("from", "to") if name in said}
    since, until = days.get("from"), days.get("to")
    if since and until and since > until:
        abort(400, "The first day is later than the last.")
    return Listing(
        kind=KINDS[kind],
        words=_words(said["q"]) if "q" in said else None,
        since=since and since[0],
        until=until and until[1],
        **filters,
    )


def _words(typed: str) -> Words:
    try:
        words = Words.read(typed)
    except TooLong:
        abort(400, f"A search has at most {LONGEST} characters.")
    return words or abort(400, "There is no word in it to look for.")


def _day(name: str, typed: str) -> tuple[datetime, datetime]:
    try:
        return read_day(typed, zone())
    except BadTime:
        abort(400, f"“{typed[:20]}” is no day: “{name}” takes one like 2026-03-28.")


def name_of(filter_: str, slug: str, now: datetime) -> str:
    """How readers know what is filtered by. Raises Renamed, or aborts with 404.

    So is a person or a topic that no public story names: nobody is to learn whom or
    what the next stories will be about.
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
