"""What regions, topics and contributors share: a name, a slug and stories."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, url_for
from sqlalchemy import func, select, update
from wtforms import Form, HiddenField

from blueprints.admin.fields import LineField, SlugField, needed
from extensions import db
from models.fingerprint import columns_of, fingerprint
from models.listing.search.index import reindex_stories
from models.slug import LONGEST, slug_of
from models.staff.staff_member import StaffMember
from models.stories.article import Article
from models.stories.placement import Placement
from models.taxonomy.contributor import Contributor

EXAMPLES = 5


class TaxonomyForm(Form):  # type: ignore[misc]
    """The form of a row; its data are the new values of its columns."""

    name = LineField("Name", LONGEST, needed("Enter a name."))
    slug = SlugField("Address")
    version = HiddenField()

    def show(self, row: Any) -> None:
        self.process(obj=row)
        self.version.data = fingerprint(columns_of(row))

    def columns(self) -> dict[str, Any]:
        return {"name": self.name.data, "slug": self.wanted_slug}

    @property
    def wanted_slug(self) -> str:
        return self.slug.data or slug_of(self.name.data)


@dataclass(frozen=True)
class Taxonomy:
    """`key` is the column of `link` that names the row; `page` the readers' page.

    `first` gives what a new row has besides the form's values. Rows that are
    `is_arranged` have an order of their own; a story is found by the names of those
    that are `is_searched`.
    """

    word: str
    plural: str
    model: Any
    form: type[TaxonomyForm]
    link: type[Placement]
    key: Any
    page: str
    first: Callable[[], dict[str, Any]] = dict
    is_arranged: bool = False
    is_searched: bool = False

    prose_help = (
        "Leave an empty line between paragraphs. Use *emphasis*, **strong** and "
        "[a link](https://…)."
    )

    def path(self, slug: str) -> str:
        return url_for(self.page, slug=slug)

    def stories_path(self, slug: str) -> str:
        """The URL of the newsroom's list of stories that use it."""
        query: dict[str, Any] = {self.word: slug}
        return url_for("admin.stories.index", **query)

    def find(self, id_: int, *, locked: bool = False) -> Any:
        """Aborts with 404."""
        wanted = select(self.model).where(self.model.id == id_)
        # A row already in the session would hide changes made before the lock.
        wanted = wanted.execution_options(populate_existing=True)
        row = db.session.scalar(wanted.with_for_update() if locked else wanted)
        return row or abort(404)

    def uses(self, *ids: int) -> dict[int, int]:
        """The number of stories, in any state, that use each row."""
        count = select(self.key, func.count()).where(self.key.in_(ids))
        rows = db.session.execute(count.group_by(self.key))
        return {id_: number for id_, number in rows}  # noqa: C416  # rows are no pairs

    def others(self, id_: int) -> list[tuple[int, str]]:
        """Ids and names of the rows that this one can be merged into."""
        named = select(self.model.id, self.model.name).where(self.model.id != id_)
        rows = db.session.execute(named.order_by(self.model.name))
        return [(row.id, row.name) for row in rows]

    def hand_over(self, id_: int, into: int) -> None:
        """Moves other uses of a merged row."""
        if self.model is Contributor:
            writes_as = StaffMember.contributor_id
            moved = update(StaffMember).where(writes_as == id_)
            db.session.execute(moved.values(contributor_id=into))

    def reindex(self, stories: list[int]) -> None:
        if self.is_searched:
            reindex_stories(stories)

    def examples(self, id_: int) -> list[Article]:
        """The newest stories that use it."""
        of_it = select(self.link.article_id).where(self.key == id_)
        found = select(Article).where(Article.id.in_(of_it))
        newest = found.order_by(Article.changed_at.desc(), Article.id.desc())
        return list(db.session.scalars(newest.limit(EXAMPLES)))
