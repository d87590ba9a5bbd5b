"""The draft: the working copy of a story, which readers never see."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db
from models.base import Base
from models.fingerprint import EditConflict
from models.pictures.picture_use import note_picture_uses, pictures_of
from models.staff.staff_member import StaffMember
from models.stories.article import Article
from models.stories.content import Content
from models.stories.revision import keep_beginning, keep_revision


class Draft(Base):
    """`version` grows with every change: each save says which one it began with.

    `tab_id` is the open tab that has made all changes since version `tab_began_with`:
    what it sends next has seen them, even if our answers never reached it.
    """

    __tablename__ = "drafts"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(default=0)
    stored: Mapped[dict[str, Any]] = mapped_column("content", JSON)
    changed_at: Mapped[datetime]
    editor_id: Mapped[int | None] = mapped_column(
        ForeignKey("editors.id", ondelete="SET NULL"), index=True
    )
    is_pending: Mapped[bool] = mapped_column(default=False, index=True)
    tab_id: Mapped[str] = mapped_column(String(40), default="")
    tab_began_with: Mapped[int] = mapped_column(default=0)

    article: Mapped[Article] = relationship()
    editor: Mapped[StaffMember | None] = relationship()

    @property
    def content(self) -> Content:
        return Content.read(self.stored)

    @property
    def editor_name(self) -> str:
        return self.editor.name if self.editor else "Somebody"

    def knows(self, version: int, tab_id: str) -> bool:
        """Whether a page that began with `version` has seen all that was saved."""
        goes_on = (
            bool(tab_id) and tab_id == self.tab_id and version >= self.tab_began_with
        )
        return version == self.version or goes_on

    def differs_from(self, article: Article) -> bool:
        """From what readers see, or would see; what was deleted makes no difference."""
        public = Content.of(article)
        return self.content != public and self.content.still_there(public) != public

    def take(
        self,
        content: Content,
        editor: StaffMember | None,
        now: datetime,
        tab_id: str = "",
    ) -> None:
        if not tab_id or tab_id != self.tab_id:
            self.tab_id, self.tab_began_with = tab_id, self.version
        self.version += 1
        self.stored, self.changed_at = content.as_json(), now
        self.editor_id = editor.id if editor else None


class AddressTaken(Exception):
    """Another story has come to be at the address that the draft names."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


def draft_of(article: Article) -> Draft | None:
    return db.session.get(Draft, article.id)


def current_content(article: Article) -> Content:
    """What the desk works on; without a draft, what readers see."""
    draft = draft_of(article)
    return draft.content if draft else Content.of(article)


def current_version(article: Article) -> int:
    """0 before the first save."""
    draft = draft_of(article)
    return draft.version if draft else 0


def has_pending_changes(article: Article) -> bool:
    """Whether the desk has written what readers do not see yet."""
    draft = draft_of(article)
    return draft is not None and article.was_public and draft.differs_from(article)


def lock_story(article_id: int) -> Article | None:
    """The story, ours until the end of the transaction: one save after the other.

    Others may still refer to its row meanwhile (FOR NO KEY UPDATE). Its draft has to be
    read after it, never with it: PostgreSQL would give that as it was before the wait.
    """
    locked = select(Article).where(Article.id == article_id)
    return db.session.scalar(
        locked.with_for_update(key_share=True).execution_options(populate_existing=True)
    )


def save_draft(
    article: Article,
    content: Content,
    *,
    based_on: int,
    editor: StaffMember | None,
    now: datetime,
    kind: str = "autosave",
    name: str = "",
    tab_id: str = "",
) -> Draft:
    """Within a transaction, of a locked story. Raises EditConflict.

    What is public, or will be by itself, stays as it is until it is published again.
    """
    draft = draft_of(article)
    before = draft.content if draft else Content.of(article)
    if draft is None:
        draft = Draft(article_id=article.id, version=0)
        keep_beginning(article, before, now)
    elif content != before and not draft.knows(based_on, tab_id):
        raise EditConflict
    if content != before or draft.version == 0:
        draft.take(content, editor, now, tab_id)
        _store(article, draft, before)
    keep_revision(article.id, content, editor, now, kind, name)
    return draft


def apply_draft(article: Article, editor: StaffMember | None, now: datetime) -> None:
    """Within a transaction, of a locked story: readers are to see what is written.

    Raises AddressTaken.
    """
    content = current_content(article).still_there()
    if content.slug != article.slug and is_taken(content.slug, article):
        raise AddressTaken(content.slug)
    content.apply_to(article)
    article.changed_at = now
    draft = draft_of(article)
    if draft:
        draft.stored = content.as_json()
    keep_revision(article.id, content, editor, now, "published")
    note_picture_uses(article.id, content)


def replace_draft(article: Article, now: datetime) -> None:
    """Within the import's transaction, once the article is stored anew.

    What the desk had written stays a revision.
    """
    article.changed_at = now
    db.session.flush()  # waits for whoever is saving it
    content = Content.of(article)
    draft = draft_of(article)
    if draft:
        keep_revision(article.id, draft.content, draft.editor, now, "saved")
        draft.take(content, None, now)
        keep_revision(article.id, content, None, now, "imported")
    note_picture_uses(article.id, content)


def _store(article: Article, draft: Draft, before: Content) -> None:
    content = draft.content
    db.session.add(draft)
    if article.status == "published":
        # Past the row itself: nothing that readers see has changed.
        touched = update(Article).where(Article.id == article.id)
        db.session.execute(touched.values(changed_at=draft.changed_at))
    else:
        content.apply_to(article)
        article.changed_at = draft.changed_at
    if draft.version == 1 or pictures_of(content) != pictures_of(before):
        note_picture_uses(article.id, Content.of(article), content)


def is_taken(slug: str, article: Article) -> bool:
    other = select(Article.id).where(Article.slug == slug, Article.id != article.id)
    return db.session.scalar(other) is not None
