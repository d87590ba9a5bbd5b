"""What regions, topics and contributors have in common: a name, an address, stories."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, url_for
from flask_wtf import FlaskForm
from sqlalchemy import func, select
from wtforms import HiddenField, StringField

from blueprints.admin import rules
from extensions import db
from importers.content.slugs import LONGEST, slug_of
from models.stories.article import Article
from models.stories.fingerprint import (
    columns_of,
    fingerprint,
)
from models.stories.placement import Placement

EXAMPLES = 5


class TaxonomyForm(FlaskForm):  # type: ignore[misc]
    """Shows a row, and says what the row's columns are to be."""

    name = StringField(
        "Name",
        filters=[rules.trimmed],
        validators=[rules.needed("Write a name."), rules.one_line(LONGEST)],
    )
    slug = StringField(
        "Address",
        filters=[rules.trimmed],
        validators=[rules.one_line(LONGEST), rules.slug],
    )
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

    `first` gives what a new row has besides what the form says; with `is_arranged`
    the rows have an order of their own.
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

    def path(self, slug: str) -> str:
        return url_for(self.page, slug=slug)

    def stories_path(self, slug: str) -> str:
        """The desk's list of what stands under it."""
        asked: dict[str, Any] = {self.word: slug}
        return url_for("admin.stories.index", **asked)

    def find(self, id_: int, *, locked: bool = False) -> Any:
        """Aborts with 404."""
        wanted = select(self.model).where(self.model.id == id_)
        wanted = wanted.execution_options(populate_existing=True)
        row = db.session.scalar(wanted.with_for_update() if locked else wanted)
        return row or abort(404)

    def uses(self, *ids: int) -> dict[int, int]:
        """How many stories stand under each of these rows, whatever their state."""
        count = select(self.key, func.count()).where(self.key.in_(ids))
        rows = db.session.execute(count.group_by(self.key))
        return {id_: number for id_, number in rows}  # noqa: C416  # rows are no pairs

    def examples(self, id_: int) -> list[Article]:
        """The newest stories that stand under it."""
        of_it = select(self.link.article_id).where(self.key == id_)
        found = select(Article).where(Article.id.in_(of_it))
        newest = found.order_by(Article.changed_at.desc(), Article.id.desc())
        return list(db.session.scalars(newest.limit(EXAMPLES)))
