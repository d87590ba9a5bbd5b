"""Regions: the places stories belong to, in the order readers see them."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from blueprints.admin.fields import NumberField, ProseField
from blueprints.admin.taxonomy.base import Taxonomy, TaxonomyForm
from blueprints.admin.taxonomy.views import taxonomy_blueprint
from extensions import db
from models.base import transaction
from models.fingerprint import EditConflict
from models.input_rules import LARGEST_ID, read_number
from models.stories.placement import ArticleRegion
from models.taxonomy.region import Region, arrange_regions
from web.accounts.audit import audit
from web.permission import open_to
from web.site.context import RegionFact

WEST, EAST = -180, 180
STEPS = {"up": -1, "down": 1}


class RegionForm(TaxonomyForm):
    """A new region without a hue gets one automatically."""

    hue = NumberField("Hue", low=0, high=359, needed=False)
    west = NumberField("West", low=WEST, high=EAST, default=WEST)
    east = NumberField("East", low=WEST, high=EAST, default=EAST)
    description = ProseField("Description")

    def show(self, row: Region) -> None:
        super().show(row)
        self.description.show(row.description)

    @property
    def lines(self) -> RegionFact:
        """The data of its meridians; an invalid number counts as empty."""
        west, east, hue = self.west.data, self.east.data, self.hue.data
        return RegionFact(
            *("", "", ""),
            hue=hue or 0,
            west=WEST if west is None else west,
            east=EAST if east is None else east,
        )

    def columns(self) -> dict[str, Any]:
        # Without a hue the model’s default applies.
        hue = {} if self.hue.data is None else {"hue": self.hue.data}
        return {
            **super().columns(),
            **hue,
            "west": self.west.data,
            "east": self.east.data,
            "description": self.description.html,
        }


def _at_the_end() -> dict[str, Any]:
    last = db.session.scalar(select(func.max(Region.position)))
    return {"position": 0 if last is None else last + 1}


REGION = Taxonomy(
    word="region",
    plural="regions",
    model=Region,
    form=RegionForm,
    link=ArticleRegion,
    key=ArticleRegion.region_id,
    page="regions.show",
    first=_at_the_end,
    is_arranged=True,
)
regions = taxonomy_blueprint(REGION)


@regions.post("/order")
@open_to("editor")
def create_order() -> Response:
    """Stores the submitted order; a pressed “up” or “down” moves one region more."""
    typed = request.form.getlist("region")
    ids = [id_ for text in typed if (id_ := read_number(text, 1, LARGEST_ID))]
    try:
        with transaction():
            arrange_regions(_moved(ids, request.form.get("move", "")))
            audit("arrange the regions")
    # The submitted ids are not exactly the stored ones.
    except EditConflict:
        flash(
            "Somebody else has added or deleted a region. The list is now up to date.",
            "problem",
        )
    return redirect(url_for("admin.taxonomy.regions.index"), 303)


@regions.get("/meridians")
@open_to("editor")
def meridians() -> str:
    """Previews the meridians between the longitudes being entered."""
    lit = RegionForm(request.args).lines
    return render_template("admin/taxonomy/regions/_meridians.html", lit=lit)


def _moved(ids: list[int], move: str) -> list[int]:
    """`move` is an id and a direction: “12:up”."""
    text, _, step = move.partition(":")
    id_ = read_number(text, 1, LARGEST_ID)
    if step in STEPS and id_ in ids:
        place = ids.index(id_)
        ids.insert(max(0, place + STEPS[step]), ids.pop(place))
    return ids
