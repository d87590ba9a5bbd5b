"""Search: a page of results, and suggestions while typing."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.exceptions import BadRequest, NotFound

from blueprints.search.queries import ResultPage, read_results
from models.input_rules import clean_line
from models.listing.cursor import Cursor
from models.listing.listing import Listing
from models.listing.search.ranking import read_best
from models.listing.search.terms import LONGEST, MOST_TERMS, SearchTerms
from models.taxonomy.public_names import public_names
from web.clock import utc_now
from web.public import fragment, public
from web.site.channel import FILTERS, Channel, ChannelPath, read_channel
from web.site.marking import marked
from web.site.renamed import Renamed

search = Blueprint("search", __name__, url_prefix="/search")
PAGE = 12
SUGGESTIONS = 6
SHORTEST = 2  # fewer letters get no suggestions


@search.get("/")
@public("after", *FILTERS)
def index() -> tuple[str, int]:
    """Shows errors above the form, which keeps the submitted values."""
    query = {name: clean_line(request.args.get(name, "")) for name in FILTERS}
    channel, page, refused = None, None, ""
    try:
        if query["q"]:
            channel, page = _search(query)
    except Renamed:
        raise
    except (BadRequest, NotFound) as refusal:
        refused = refusal.description or ""
    shown = render_template(
        "search/index.html",
        query=query,
        channel=channel,
        page=page,
        after=request.args.get("after"),
        refused=refused,
        people=public_names("contributor", utc_now()),
        longest=LONGEST,
        most_terms=MOST_TERMS,
        page_url=_address(query),
    )
    return shown, 400 if refused else 200


def _search(query: dict[str, str]) -> tuple[Channel, ResultPage]:
    """Aborts with 400 or 404; raises BadCursor."""
    now, after = utc_now(), Cursor.read_optional(request.args.get("after"))
    channel = read_channel(ChannelPath(), query, now)
    listing = replace(channel.listing, with_pages=True, after=after, limit=PAGE)
    return channel, read_results(listing, now)


@search.get("/suggestions")
@fragment("q", page="search.index")
def suggestions() -> str:
    """The best stories for the text so far; none for unusable input."""
    typed = clean_line(request.args.get("q", ""))
    words = SearchTerms()
    if SHORTEST <= len(typed) <= LONGEST:
        words = SearchTerms.read(typed)
    listing = Listing(kind=None, with_pages=True, words=words, limit=SUGGESTIONS)
    lines = read_best(listing, utc_now()).lines if words else []
    found = [(line, marked(line.headline, words)) for line in lines]
    return render_template("search/_suggestions.html", found=found)


def _address(query: dict[str, str]) -> str:
    given: dict[str, Any] = {name: value for name, value in query.items() if value}
    return url_for("search.index", **given)
