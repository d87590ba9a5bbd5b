"""The newsletters readers can choose: name, contents and schedule."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms import BooleanField, Form, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from blueprints.admin.fields import LineField, SlugField, TextField, needed
from extensions import db
from models.base import transaction
from models.newsletter.newsletter import (
    CADENCES,
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    Newsletter,
)
from models.slug import slug_of
from models.taxonomy.region import Region
from models.taxonomy.topic import Topic
from web.accounts.audit import audit
from web.clock import utc_now
from web.permission import open_to
from web.site.context import zone

newsletters = Blueprint("newsletters", __name__, url_prefix="/newsletters")
Answer = Response | str | tuple[str, int]
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WHEN = {"weekly": "Every week", "daily": "Every day with news", "manual": "By hand"}
PLAIN = ("name", "slug", "description", "cadence", "needs_approval", "is_default")
MORE = ("is_open", "has_archive")
TIME = "Enter a time such as 08:00."


class NewsletterForm(Form):  # type: ignore[misc]
    name = LineField("Name", LONGEST_NAME, needed("Enter a name."))
    slug = SlugField("Address")
    description = TextField("Description", LONGEST_DESCRIPTION)
    about = SelectField("Stories", default="")
    cadence = SelectField(
        "Sent", choices=[SelectChoice(name, WHEN[name]) for name in CADENCES]
    )
    weekday = SelectField(
        "Day",
        coerce=int,
        choices=[SelectChoice(number, day) for number, day in enumerate(DAYS)],
    )
    time = LineField("Time", 5)
    needs_approval = BooleanField("Wait for an editor's approval")
    is_default = BooleanField("Selected by default on the sign-up form")
    is_open = BooleanField("Readers can subscribe")
    has_archive = BooleanField("Past issues are public")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.about.choices = _subjects()

    def show(self, row: Newsletter) -> None:
        for name in (*PLAIN, *MORE, "weekday"):
            self[name].data = getattr(row, name)
        self.time.data = "{:02}:{:02}".format(*divmod(row.minute, 60))
        self.about.data = _subject_of(row)

    def validate_time(self, field: Any) -> None:
        if self.cadence.data != "manual" and _minute(field.data) is None:
            raise ValidationError(TIME)

    def fill(self, row: Newsletter) -> None:
        for name in (*PLAIN, *MORE, "weekday"):
            setattr(row, name, self[name].data)
        row.slug = self.slug.data or slug_of(self.name.data)
        row.minute = _minute(self.time.data) or 0
        kind, _, id_ = (self.about.data or "").partition(":")
        row.region_id = int(id_) if kind == "region" else None
        row.topic_id = int(id_) if kind == "topic" else None
        row.schedule(utc_now(), zone())


@newsletters.get("/new")
@open_to("administrator")
def new() -> str:
    defaults = {"time": "08:00", "weekday": 4, "needs_approval": True, "is_open": True}
    return _page(NewsletterForm(data=defaults))


@newsletters.post("/")
@open_to("administrator")
def create() -> Answer:
    return _store(Newsletter(position=_last_position()))


@newsletters.get("/<int:id>")
@open_to("administrator")
def edit(id: int) -> str:
    row = _row(id)
    form = NewsletterForm()
    form.show(row)
    return _page(form, row)


@newsletters.post("/<int:id>")
@open_to("administrator")
def update(id: int) -> Answer:
    return _store(_row(id))


def _store(row: Newsletter) -> Answer:
    form = NewsletterForm(request.form)
    if not form.validate():
        return _page(form, row if row.id else None), 422
    wanted = form.slug.data or slug_of(form.name.data)
    taken = select(Newsletter.id).where(Newsletter.slug == wanted)
    if db.session.scalar(taken) not in (None, row.id):
        form.slug.errors = ["Another newsletter has this address."]
        return _page(form, row if row.id else None), 422
    id_ = row.id
    with transaction():
        stored = db.session.get_one(Newsletter, id_) if id_ else row
        form.fill(stored)
        db.session.add(stored)
        audit("change newsletter" if id_ else "create newsletter", stored)
    flash("The newsletter is saved.", "done")
    return redirect(url_for("admin.newsletter.index"), 303)


def _page(form: NewsletterForm, row: Newsletter | None = None) -> str:
    template = "admin/newsletter/newsletters/edit.html"
    return render_template(template, form=form, row=row)


def _row(id_: int) -> Newsletter:
    return db.session.get(Newsletter, id_) or abort(404)


def _last_position() -> int:
    positions = db.session.scalars(select(Newsletter.position)).all()
    return max(positions, default=0) + 1


def _subjects() -> list[SelectChoice]:
    """All stories, or those of one region or topic."""
    found = [SelectChoice("", "All stories")]
    for kind, model in (("region", Region), ("topic", Topic)):
        rows = db.session.execute(select(model.id, model.name).order_by(model.name))
        found += [SelectChoice(f"{kind}:{id_}", name) for id_, name in rows]
    return found


def _subject_of(row: Newsletter) -> str:
    if row.region_id:
        return f"region:{row.region_id}"
    return f"topic:{row.topic_id}" if row.topic_id else ""


def _minute(typed: str | None) -> int | None:
    """Minutes since midnight."""
    hour, _, minute = (typed or "").partition(":")
    if not (
        hour.isdecimal() and minute.isdecimal() and len(typed or "") <= len("00:00")
    ):
        return None
    number = int(hour) * 60 + int(minute)
    return number if int(minute) < 60 and number < 24 * 60 else None
