"""The editable content of a story as one value, stored in drafts and revisions."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple, Self

from sqlalchemy import inspect, literal_column, select, union_all

from extensions import db
from models.body.markup import FOLD_MARK
from models.pictures.picture import Picture
from models.stories.article import TAG, Article, minutes_to_read
from models.stories.placement import LINKS
from models.taxonomy.contributor import Contributor
from models.taxonomy.region import Region
from models.taxonomy.topic import Topic


class PlacementList(NamedTuple):
    """`links` names the article's placement list, `key` the id column in it."""

    links: str
    key: str
    model: Any


PLACEMENT_LISTS = {
    "regions": PlacementList("region_links", "region_id", Region),
    "topics": PlacementList("topic_links", "topic_id", Topic),
    "contributors": PlacementList("byline_links", "contributor_id", Contributor),
}
PLAIN = ("headline", "dek", "kind", "slug", "seo_title", "seo_description")
# The models a content refers to by id, with the column of their name.
NAMED: dict[str, tuple[Any, Any]] = {
    **{
        name: (place.model.id, place.model.name)
        for name, place in PLACEMENT_LISTS.items()
    },
    "pictures": (Picture.id, Picture.alt_text),
}
GONE = "something deleted"

Ids = tuple[int, ...]


@dataclass(frozen=True)
class Content:
    """`opening` and `rest` are results of `read_body`. Regions, topics and
    contributors are ids in their order; the first region is the label.
    """

    kind: str = "article"
    slug: str = ""
    headline: str = ""
    dek: str = ""
    opening: str = ""
    rest: str = ""
    regions: Ids = ()
    topics: Ids = ()
    contributors: Ids = ()
    lead_picture: int | None = None
    seo_title: str = ""
    seo_description: str = ""

    @classmethod
    def of(cls, article: Article) -> Self:
        """The article's own content, which readers see once it is public."""
        placed: dict[str, Any] = {**_placed(article)}
        return cls(
            **{name: getattr(article, name) for name in PLAIN},
            **placed,
            opening=article.opening,
            rest=article.rest,
            lead_picture=article.lead_picture_id,
        )

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        """From `as_json`'s output, also that of an older or newer release."""
        known = {n: stored[n] for n in cls.__dataclass_fields__ if n in stored}
        lists = {name: tuple(known[name]) for name in PLACEMENT_LISTS if name in known}
        return cls(**(known | lists))

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @cached_property
    def word_count(self) -> int:
        """Counted as in `Article.write`."""
        return len(TAG.sub(" ", self.opening + self.rest).split())

    @property
    def reading_minutes(self) -> int:
        return minutes_to_read(self.word_count)

    def ids(self) -> dict[str, Ids]:
        """The ids it refers to: regions, topics, contributors and pictures."""
        lead = (self.lead_picture,) if self.lead_picture else ()
        return {
            **{name: getattr(self, name) for name in PLACEMENT_LISTS},
            "pictures": lead,
        }

    def in_words(self) -> dict[str, str]:
        """For display: names instead of ids, and the text as one field."""
        ids = self.ids()
        known = _names(ids)
        names = {
            kind: [known[kind].get(id_, GONE) for id_ in ids[kind]] for kind in ids
        }
        pictures = [
            f"{name} (no. {id_})"
            for id_, name in zip(ids["pictures"], names["pictures"], strict=True)
        ]
        return {
            "headline": self.headline,
            "dek": self.dek,
            "body": self.opening + (FOLD_MARK + self.rest if self.rest else ""),
            **{name: ", ".join(names[name]) for name in PLACEMENT_LISTS},
            "lead_picture": "".join(pictures),
            **{name: getattr(self, name) for name in PLAIN},
        }

    def still_there(self, known: Self | None = None) -> Self:
        """The same without references to rows that were deleted meanwhile.

        Rows in `known` exist and need no query.
        """
        sure = known.ids() if known else {}
        ids = self.ids()
        found = _names({kind: {*ids[kind]} - {*sure.get(kind, ())} for kind in ids})
        kept: dict[str, Any] = {
            kind: tuple(
                id_
                for id_ in dict.fromkeys(ids[kind])
                if id_ in found[kind] or id_ in sure.get(kind, ())
            )
            for kind in ids
        }
        pictures = kept.pop("pictures")
        return replace(self, lead_picture=pictures[0] if pictures else None, **kept)

    def apply_to(self, article: Article) -> None:
        """Applies this content to the article, including slug and kind."""
        before = Content.of(article)
        there = self.still_there(before)
        for name in PLAIN:
            if getattr(before, name) != getattr(there, name):
                setattr(article, name, getattr(there, name))
        if before.lead_picture != there.lead_picture:
            article.lead_picture_id = there.lead_picture
        if (before.opening, before.rest) != (there.opening, there.rest):
            article.write(there.opening, there.rest)
        for name, place in PLACEMENT_LISTS.items():
            if getattr(before, name) != getattr(there, name):
                _arrange(article, place, getattr(there, name))


def _arrange(article: Article, place: PlacementList, ids: Ids) -> None:
    """Reuses rows, because deleting and inserting the same key in one flush fails."""
    present = {getattr(row, place.key): row for row in getattr(article, place.links)}
    rows = [present.get(id_) or LINKS[place.links](**{place.key: id_}) for id_ in ids]
    setattr(article, place.links, rows)
    for position, row in enumerate(rows):
        row.position = position


def _placed(article: Article) -> dict[str, Ids]:
    """One query for all three kinds, unless placements are loaded already."""
    state = inspect(article)
    unloaded = {place.links for place in PLACEMENT_LISTS.values()} & state.unloaded
    if not state.persistent or not unloaded:
        return {
            name: tuple(
                getattr(row, place.key) for row in getattr(article, place.links)
            )
            for name, place in PLACEMENT_LISTS.items()
        }
    ids: defaultdict[str, list[int]] = defaultdict(list)
    for name, id_, _ in db.session.execute(_places_of(article.id)):
        ids[name].append(id_)
    return {name: tuple(ids[name]) for name in PLACEMENT_LISTS}


def _places_of(article_id: int) -> Any:
    parts = []
    for name, place in PLACEMENT_LISTS.items():
        link = LINKS[place.links]
        columns: Any = (
            literal_column(f"'{name}'"),
            getattr(link, place.key),
            link.position,
        )
        parts.append(select(*columns).where(link.article_id == article_id))
    return union_all(*parts).order_by("position")


def _names(ids: Mapping[str, Any]) -> dict[str, dict[int, str]]:
    """The existing rows by kind and id; one query for all kinds."""
    found: dict[str, dict[int, str]] = {kind: {} for kind in NAMED}
    parts = [
        select(literal_column(f"'{kind}'"), id_, name).where(id_.in_(ids[kind]))
        for kind, (id_, name) in NAMED.items()
        if ids[kind]
    ]
    for kind, key, name in db.session.execute(union_all(*parts)) if parts else ():
        found[kind][key] = name
    return found
