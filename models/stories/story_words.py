"""Text search in the newsroom, ignoring case and accents."""

from html import unescape

from sqlalchemy import (
    ColumnElement,
    Connection,
    ForeignKey,
    Text,
    delete,
    event,
    exists,
    insert,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.attributes import get_history

from extensions import db
from models.base import Base
from models.listing.search.folding import Folded
from models.stories.article import TAG, Article
from models.stories.placement import Byline
from models.taxonomy.contributor import Contributor

MOST_WORDS = 8
LONGEST_TEXT = 200_000  # characters of HTML
WRITTEN = ("headline", "dek", "slug")


class StoryWords(Base):
    """Updated in the same flush as its article."""

    __tablename__ = "story_words"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    words: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text, default="")


def folded(text: str) -> str:
    """Text without case and accents, as the readers' search compares it."""
    return Folded.of(text).text


def has_words(typed: str) -> list[ColumnElement[bool]]:
    """Conditions: each word is in the story or in a contributor's name."""
    words = folded(typed.replace("\0", " ")).split()[:MOST_WORDS]
    writers = _folded_names() if words else {}
    return [
        or_(_is_written(word), _is_signed(word, writers))
        for word in dict.fromkeys(words)
    ]


def _is_written(word: str) -> ColumnElement[bool]:
    columns = (StoryWords.words, StoryWords.text)
    found = or_(*(column.contains(word, autoescape=True) for column in columns))
    return exists().where(StoryWords.article_id == Article.id, found)


def _is_signed(word: str, writers: dict[int, str]) -> ColumnElement[bool]:
    ids = [id_ for id_, name in writers.items() if word in name]
    return exists().where(
        Byline.article_id == Article.id, Byline.contributor_id.in_(ids)
    )


def _folded_names() -> dict[int, str]:
    """Contributors' ids, compared in Python, as no database folds every letter."""
    rows = db.session.execute(select(Contributor.id, Contributor.name))
    return {row.id: folded(row.name) for row in rows}


@event.listens_for(Article, "after_insert")
@event.listens_for(Article, "after_update")
def _follow(_mapper: object, connection: Connection, article: Article) -> None:
    read = (*WRITTEN, "body")
    if not any(get_history(article, name).has_changes() for name in read):
        return
    words = folded(" ".join(getattr(article, name) for name in WRITTEN))
    old = StoryWords.article_id == article.id
    connection.execute(delete(StoryWords).where(old))
    text = folded(unescape(TAG.sub(" ", article.body[:LONGEST_TEXT])))
    kept = insert(StoryWords).values(article_id=article.id, words=words, text=text)
    connection.execute(kept)
