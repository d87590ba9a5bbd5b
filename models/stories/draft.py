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
    """`version` grows with every change; each save names the version it is based on.

    `tab_id` is the browser tab that made all changes since version `tab_began_with`.
    Its next save includes them, even if our responses never reached it.
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
        """Whether a tab that began with `version` has seen every saved change."""
        goes_on = (
            bool(tab_id) and tab_id == self.tab_id and version >= self.tab_began_with
        )
        return version == self.version or goes_on

    def differs_from(self, article: Article) -> bool:
        """From the public or scheduled text; deleted regions and so on do not count."""
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
    """Another story has the draft's URL by now."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


def draft_of(article: Article) -> Draft | None:
    return db.session.get(Draft, article.id)


def current_content(article: Article) -> Content:
    """The draft's content, or without a draft the article's."""
    draft = draft_of(article)
    return draft.content if draft else Content.of(article)


def current_version(article: Article) -> int:
    """0 before the first save."""
    draft = draft_of(article)
    return draft.version if draft else 0


def has_pending_changes(article: Article) -> bool:
    """Whether the draft differs from what readers see."""
    draft = draft_of(article)
    return draft is not None and article.was_public and draft.differs_from(article)


def lock_story(article_id: int) -> Article | None:
    """Locks the story until the end of the transaction, so saves run one by one.

    FOR NO KEY UPDATE still allows new references to its row. Read the draft afterwards,
    not in the same query: PostgreSQL would return it as it was before the wait.
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
    """Within a transaction, on a locked story. Raises EditConflict.

    A public or scheduled story stays as it is until it is published again.
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
    """Within a transaction, on a locked story: copies the draft to the article.

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
    """Within the import's transaction, after the article was replaced.

    Keeps the previous draft as a revision.
    """
    article.changed_at = now
    db.session.flush()  # waits for a concurrent save
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
        # Bypasses the ORM, because a change of the row would advance the edition.
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
