"""A story's searchable text, read from the current tables."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from models.body.markup import pictures_in
from models.listing.search.folding import Folded
from models.listing.search.plain import blocks
from models.pictures.picture import Picture
from models.stories.article import Article
from models.stories.placement import Byline
from models.taxonomy.contributor import Contributor

AT_ONCE = 200  # stories in memory
LONGEST = 200_000  # characters of tokens, some 30,000 words: PostgreSQL takes 1 MB
# Not a token, so no phrase matches across two texts.
BREAK = " ¶ "


@dataclass(frozen=True)
class Document:
    """Tokens separated by spaces; `leading` is the dek and names, `rest` the body and
    captions.
    """

    article_id: int
    published_at: datetime
    headline: str
    leading: str
    rest: str


def documents(connection: Connection, ids: Iterable[int]) -> Iterator[Document]:
    """Documents of public and scheduled stories."""
    waiting = sorted(ids)
    for start in range(0, len(waiting), AT_ONCE):
        yield from _documents(connection, waiting[start : start + AT_ONCE])


def _documents(connection: Connection, ids: list[int]) -> Iterator[Document]:
    stories = connection.execute(
        select(
            *(
                Article.id,
                Article.published_at,
                Article.headline,
                Article.dek,
                Article.body,
            ),
            Article.lead_picture_id.label("lead"),
        ).where(Article.id.in_(ids), Article.status == "published")
    ).all()
    pictures = {story.id: _pictures(story) for story in stories}
    captions = _captions(
        connection, {id_ for some in pictures.values() for id_ in some}
    )
    names = _names(connection, ids)
    for story in stories:
        shown = [captions.get(id_, "") for id_ in pictures[story.id]]
        yield Document(
            story.id,
            story.published_at,
            _together([story.headline]),
            _together([story.dek, *names[story.id]]),
            _together([*blocks(story.body), *shown]),
        )


def _pictures(story: Any) -> list[int]:
    lead = [story.lead] if story.lead else []
    return list(dict.fromkeys([*lead, *pictures_in(story.body)]))


def _captions(connection: Connection, ids: set[int]) -> dict[int, str]:
    shown = select(Picture.id, Picture.caption).where(Picture.id.in_(ids))
    return {row.id: row.caption for row in connection.execute(shown)} if ids else {}


def _names(connection: Connection, ids: list[int]) -> defaultdict[int, list[str]]:
    names: defaultdict[int, list[str]] = defaultdict(list)
    signed = select(Byline.article_id, Contributor.name).join(Contributor)
    placed = signed.where(Byline.article_id.in_(ids)).order_by(Byline.position)
    for article_id, name in connection.execute(placed):
        names[article_id].append(name)
    return names


def _together(texts: Iterable[str]) -> str:
    """Compounds first, because a text that is too long is cut at the end."""
    folded = [Folded.of(text) for text in texts]
    joined = {token.text for text in folded for token in text.compounds()}
    lines = (" ".join(token.text for token in text.tokens()) for text in folded)
    whole = BREAK.join(text for text in (*sorted(joined), *lines) if text)
    return whole if len(whole) <= LONGEST else whole[:LONGEST].rpartition(" ")[0]
