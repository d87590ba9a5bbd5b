"""Moving in from another system: upload an export, check it, import it."""

import re
import secrets
from typing import Any

from flask import (
    Blueprint,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import (
    Response as FlaskResponse,
)
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response
from wtforms import FileField, Form
from wtforms.validators import ValidationError

from blueprints.admin.fields import LineField, needed
from blueprints.admin.site.settings_form import zones
from extensions import db
from jobs.site_imports import folder_of_imports
from models.base import transaction
from models.imports.site_import import SiteImport
from models.imports.upload import WrongStep
from models.input_rules import clean_line, is_web_address
from models.setting import read_newsroom
from web.accounts.audit import audit
from web.clock import utc_now
from web.permission import current_member, open_to, takes_up_to

move_in = Blueprint("move_in", __name__, url_prefix="/move-in")
Answer = Response | str | tuple[str, int]
LARGEST_FILE = 512 * 1024 * 1024  # bytes
SLACK = 2**16  # bytes for the request's other fields
RECENT = 20
MOVED_ON = "The state of this import has changed. Check it again."


def valid_url(_form: Form, field: Any) -> None:
    if field.data and not is_web_address(field.data):
        raise ValidationError("Enter an address such as https://old.example.")


class MoveInForm(Form):  # type: ignore[misc]
    file = FileField("Export file")
    time_zone = LineField(
        "Time zone of the old site",
        80,
        needed("Enter the time zone of the old site, such as Europe/Rome."),
        render_kw={"list": "zones"},
    )

    site_url = LineField(
        "Address of the old site",
        500,
        valid_url,
        render_kw={"inputmode": "url", "placeholder": "https://"},
    )

    def validate_file(self, field: Any) -> None:
        if not getattr(field.data, "filename", ""):  # text, or nothing
            raise ValidationError("Choose a file.")

    def validate_time_zone(self, field: Any) -> None:
        if field.data not in zones():
            raise ValidationError("Choose a time zone from the list.")


@move_in.get("/")
@open_to("administrator")
def index() -> str:
    return _page(MoveInForm(data={"time_zone": read_newsroom().time_zone or "UTC"}))


@move_in.post("/")
@open_to("administrator")
@takes_up_to(LARGEST_FILE + SLACK)
def create() -> Answer:
    form = MoveInForm(request.form | request.files)
    if not form.validate():
        return _page(form), 422
    id_ = _store(form)
    return redirect(url_for(".show", id=id_), 303)


@move_in.get("/<int:id>")
@open_to("administrator")
def show(id: int) -> str:
    return _show("admin/site/move_in/show.html", id)


@move_in.get("/<int:id>/progress")
@open_to("administrator")
def progress(id: int) -> str:
    return _show("admin/site/move_in/_progress.html", id)


@move_in.get("/<int:id>/report.txt")
@open_to("administrator")
def report(id: int) -> Response:
    row = db.session.get(SiteImport, id) or abort(404)
    return FlaskResponse(row.report + "\n", mimetype="text/plain")


@move_in.post("/<int:id>/confirmation")
@open_to("administrator")
def create_confirmation(id: int) -> Response:
    return _change(id, "begin", "import site")


@move_in.post("/<int:id>/cancellation")
@open_to("administrator")
def create_cancellation(id: int) -> Response:
    return _change(id, "cancel", "cancel import of site")


def _store(form: MoveInForm) -> int:
    upload: FileStorage = form.file.data
    now, file = utc_now(), secrets.token_hex(16)
    path = folder_of_imports() / file
    upload.save(path)
    with transaction():
        row = SiteImport(
            file_name=clean_line(re.split(r"[/\\]", upload.filename or "")[-1])[:300],
            file=file,
            time_zone=form.time_zone.data,
            site_url=form.site_url.data or "",
            size=2 * path.stat().st_size,
            made_at=now,
            made_by_id=current_member().id,
        )
        row.make_due(now)
        db.session.add(row)
        audit("upload site", row)
        return row.id


def _change(id_: int, step: str, action: str) -> Response:
    try:
        with transaction():
            row = db.session.get(SiteImport, id_, with_for_update=True)
            row = row or abort(404)
            getattr(row, step)(utc_now())
            audit(action, row)
    except WrongStep:
        flash(MOVED_ON, "problem")
    return redirect(url_for(".show", id=id_), 303)


def _page(form: MoveInForm) -> str:
    made = select(SiteImport).order_by(SiteImport.id.desc()).limit(RECENT)
    return render_template(
        "admin/site/move_in/index.html",
        form=form,
        zones=zones(),
        rows=db.session.scalars(made).all(),
        largest=LARGEST_FILE // 2**20,
    )


def _show(template: str, id_: int) -> str:
    row = db.session.get(SiteImport, id_) or abort(404)
    return render_template(template, row=row)
