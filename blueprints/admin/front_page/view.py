"""The data of the arranging page: the slots, and stories to add."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request
from sqlalchemy import select

from blueprints.admin.front_page.arrangements import in_words, query_of
from blueprints.admin.front_page.candidates import candidates
from blueprints.admin.front_page.form import Arranging, place_name
from blueprints.admin.front_page.place_form import TypedPlace
from extensions import db
from models.front_page import (
    LEADING,
    Arrangement,
    FrontPagePlace,
    arrangement_before,
    read_arrangement,
    stories_of,
)
from models.input_rules import LARGEST_ID, read_number
from models.listing.stream import Reading
from models.stories.article import Article
from web.clock import utc_now
from web.site.context import zone
from web.site.front_page import read_places

LONGEST_SEARCH = 200
MOST_MOMENTS = 8
BUTTONS = {
    "up": "Move up",
    "down": "Move down",
    "lead": "Make it the lead",
    "empty": "Remove",
}


@dataclass(frozen=True)
class ShownPlace:
    """`seen` is the story readers see there now, if it differs from `article`."""

    number: int
    typed: TypedPlace
    article: Article | None
    state: str
    seen: Article | None

    @property
    def name(self) -> str:
        name = place_name(self.number)
        return name[:1].upper() + name[1:]

    def actions(self, count: int) -> list[tuple[str, str]]:
        """The actions of this slot among `count`: name and button label."""
        is_first, is_last = self.number == 0, self.number == count - 1
        possible = {
            "up": not is_first,
            "down": not is_last,
            "lead": bool(self.article) and not is_first,
            "empty": bool(self.article),
        }
        return [
            (name, BUTTONS[name]) for name, is_there in possible.items() if is_there
        ]

    @property
    def label(self) -> str:
        """For screen readers: the story and its place."""
        headline = self.article.headline if self.article else "Empty place"
        return f"{headline}, {place_name(self.number)}"


def arranging_page(arranging: Arranging, theirs: Arrangement | None = None) -> str:
    """`theirs` is the arrangement someone else stored meanwhile."""
    now = utc_now()
    places = arranging.read(zone(), now)
    stories = stories_of([*places, *(theirs or ())])
    words = request.values.get("q", "")[:LONGEST_SEARCH].strip()
    return render_template(
        "admin/front_page/edit.html",
        arranging=arranging,
        places=_shown(arranging, places, stories, now),
        leading=LEADING,
        theirs=in_words(theirs, stories) if theirs else None,
        is_changed=_filled(places) != _filled(read_arrangement()),
        candidates=candidates(words, now),
        placed={p.article_id: place_name(n) for n, p in enumerate(places)},
        words=words,
        moments=_moments(places, stories, now),
        query=query_of(places),
        may_go_back=arrangement_before() is not None,
        now=now,
        zone=zone(),
    )


def _filled(places: Arrangement) -> list[tuple[int, FrontPagePlace]]:
    """The values that distinguish two arrangements."""
    return [(n, place) for n, place in enumerate(places) if place.article_id]


def headlines(arranging: Arranging, action: str) -> dict[int, str]:
    """The arranged stories, and the one an action names, by id."""
    id_ = action.rpartition(":")[2]
    named = [place.article_id for place in arranging.places if place.article_id]
    named += [read_number(id_, 1, LARGEST_ID) or 0]
    rows = db.session.execute(
        select(Article.id, Article.headline).where(Article.id.in_(named))
    )
    return {row.id: row.headline or "Untitled" for row in rows}


def _shown(
    arranging: Arranging,
    places: Arrangement,
    stories: Mapping[int, Article],
    now: datetime,
) -> list[ShownPlace]:
    seen, _ = read_places(now, Reading(), places)
    shown = []
    for number, typed in enumerate(arranging.places):
        article = stories.get(typed.article_id or 0)
        present = seen[number] if number < LEADING else None
        state = article.state(now) if article else ""
        if article and places[number].is_over(now):
            state = "over"
        elsewhere = present if present is not article or not article else None
        shown.append(ShownPlace(number, typed, article, state, elsewhere))
    return shown


def _moments(
    places: Arrangement, stories: Mapping[int, Article], now: datetime
) -> list[datetime]:
    """When the page will change: a scheduled story, or a slot that expires."""
    ends = {p.expires_at for p in places if p.expires_at}
    begins = {
        article.published_at
        for place in places
        if (article := stories.get(place.article_id or 0))
        and article.state(now) == "scheduled"
    }
    return sorted(at for at in ends | begins if at and at > now)[:MOST_MOMENTS]
