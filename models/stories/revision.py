"""Revisions: complete versions of a story."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Select,
    String,
    UniqueConstraint,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from extensions import db
from models.base import Base
from models.staff.staff_member import StaffMember
from models.stories.article import Article
from models.stories.content import Content

KINDS = ("autosave", "saved", "named", "published", "restored", "imported")
SAVES = ("autosave", "saved", "named")
ONE_SITTING = timedelta(minutes=30)
MOST_TAKEN_AWAY = 25  # words; a save that removes more keeps the previous autosave
TOO_LATE = "Kept aside: somebody else had saved before"


class Revision(Base):
    """`number` counts from 1 within a story; `stored` is a `Content` as JSON.

    One revision covers a series of autosaves, from `began_at` to `at`. `tab_id` is the
    tab whose save came too late.
    """

    __tablename__ = "revisions"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        UniqueConstraint("article_id", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE")
    )
    number: Mapped[int]
    began_at: Mapped[datetime]
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200), default="")
    editor_id: Mapped[int | None] = mapped_column(
        ForeignKey("editors.id", ondelete="SET NULL"), index=True
    )
    editor_name: Mapped[str] = mapped_column(String(300), default="")
    word_count: Mapped[int] = mapped_column(default=0)
    tab_id: Mapped[str] = mapped_column(String(40), default="")
    stored: Mapped[dict[str, Any]] = mapped_column("content", JSON)

    @property
    def content(self) -> Content:
        return Content.read(self.stored)

    @property
    def stands_out(self) -> bool:
        """Whether it is kept deliberately, so no autosave may replace it."""
        return self.kind != "autosave" or self.name != ""

    @property
    def was_overtaken(self) -> bool:
        """Whether it never became the story's text: someone else had saved first."""
        return self.kind == "autosave" and self.name != ""

    def goes_on(
        self, content: Content, editor: StaffMember | None, now: datetime
    ) -> bool:
        """Whether the next autosave may replace it."""
        return (
            not self.stands_out
            and self.editor_id == (editor.id if editor else None)
            and self.began_at > now - ONE_SITTING
            and content.word_count >= self.word_count - MOST_TAKEN_AWAY
        )

    def take(
        self,
        content: Content,
        editor: StaffMember | None,
        now: datetime,
        kind: str,
        name: str,
    ) -> None:
        self.at, self.kind, self.name = now, kind, name
        self.editor_id = editor.id if editor else None
        self.editor_name = editor.name if editor else ""
        self.stored, self.word_count = content.as_json(), content.word_count

    def stand_out(self, kind: str, name: str) -> None:
        """Turns an autosave into a deliberate revision."""
        if self.kind == "autosave" or (self.kind == "saved" and name):
            self.kind = kind
        self.name = name or self.name


def keep_revision(
    article_id: int,
    content: Content,
    editor: StaffMember | None,
    now: datetime,
    kind: str,
    name: str = "",
) -> Revision:
    """Within a transaction that holds the story's lock. `name` makes it a named one.

    Unchanged text is not stored again; the existing revision is promoted instead.
    """
    kind = "named" if name and kind == "saved" else kind
    last = latest_revision(article_id)
    kept = text_before(article_id) if last and last.was_overtaken else last
    if kept and kind in SAVES and kept.content == content:
        kept.stand_out(kind, name)
        return kept
    if not (last and kind == "autosave" and last.goes_on(content, editor, now)):
        last = _next_after(last, article_id, now)
    last.take(content, editor, now, kind, name)
    return last


def keep_aside(
    article_id: int,
    content: Content,
    editor: StaffMember,
    now: datetime,
    tab_id: str = "",
) -> Revision:
    """Within such a transaction: keeps the text of a save that came too late.

    One per tab, however often it retries, unless it removes much text.
    """
    kept = _aside_of(article_id, tab_id)
    is_same = kept is not None and (
        kept.content == content
        or (tab_id and content.word_count >= kept.word_count - MOST_TAKEN_AWAY)
    )
    if kept is None or not is_same:
        kept = _next_after(latest_revision(article_id), article_id, now)
    kept.take(content, editor, now, "autosave", TOO_LATE)
    kept.tab_id = tab_id
    db.session.flush()
    return kept


def keep_beginning(article: Article, content: Content, now: datetime) -> None:
    """Keeps the text from before the first edit."""
    has_text = content.opening or content.rest or content.dek
    if has_text and latest_revision(article.id) is None:
        kind = "published" if article.status == "published" else "imported"
        keep_revision(article.id, content, None, min(article.changed_at, now), kind)
        db.session.flush()


def latest_revision(article_id: int) -> Revision | None:
    return db.session.scalar(_newest(article_id))


def text_before(article_id: int, number: int | None = None) -> Revision | None:
    """The last revision before `number` that was the story's text."""
    was_text = or_(Revision.kind != "autosave", Revision.name == "")
    found = _newest(article_id).where(was_text)
    older = found if number is None else found.where(Revision.number < number)
    return db.session.scalar(older)


def revision_of(article_id: int, number: int) -> Revision | None:
    named = (Revision.article_id == article_id) & (Revision.number == number)
    return db.session.scalar(select(Revision).where(named))


def _aside_of(article_id: int, tab_id: str) -> Revision | None:
    is_aside = (Revision.kind == "autosave") & (Revision.name == TOO_LATE)
    of_tab = _newest(article_id).where(is_aside, Revision.tab_id == tab_id)
    return db.session.scalar(of_tab)


def _newest(article_id: int) -> Select[Revision]:
    of_story = select(Revision).where(Revision.article_id == article_id)
    return of_story.order_by(Revision.number.desc()).limit(1)


def _next_after(last: Revision | None, article_id: int, now: datetime) -> Revision:
    number = last.number + 1 if last else 1
    following = Revision(article_id=article_id, number=number, began_at=now)
    db.session.add(following)
    return following
