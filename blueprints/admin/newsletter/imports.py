"""Importing subscribers from other systems: upload, check, confirm, import."""

import re
from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms import FileField, Form, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from blueprints.admin.fields import LineField, needed
from extensions import db
from jobs.subscribers.archive import lists_in
from jobs.subscribers.background import SMALL, import_at_once
from jobs.subscribers.importing import LONGEST_CONSENT
from jobs.subscribers.outcomes import in_order
from jobs.subscribers.table import LARGEST_FILE, BadFile
from models.base import transaction
from models.imports.upload import WrongStep
from models.input_rules import clean_line
from models.newsletter.newsletter import Newsletter, open_newsletters
from models.newsletter.subscriber_import import SubscriberImport
from web.accounts.audit import audit
from web.clock import utc_now
from web.permission import current_member, open_to, takes_up_to

imports = Blueprint("imports", __name__, url_prefix="/imports")
Answer = Response | str | tuple[str, int]
SLACK = 2**16  # bytes for the request's other fields
RECENT = 20
MOVED_ON = "The state of this import has changed. Check it again."
TOO_LARGE = f"The file is larger than {LARGEST_FILE // 2**20} MB. Split it."


class ImportForm(Form):  # type: ignore[misc]
    file = FileField("File")
    newsletter = SelectField("Newsletter")
    consent = LineField(
        "How did these people agree to get mail from you?",
        LONGEST_CONSENT,
        needed("Enter how they agreed. The law requires proof of consent."),
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        offered = [SelectChoice(one.slug, one.name) for one in open_newsletters()]
        own = SelectChoice("", "The newsletters named in the file (a Meridian export)")
        self.newsletter.choices = [*offered, own]
        if self.newsletter.data is None:
            self.newsletter.data = self.newsletter.choices[0].value

    def validate_file(self, field: Any) -> None:
        if not getattr(field.data, "filename", ""):  # text, or nothing
            raise ValidationError("Choose a file.")


@imports.get("/")
@open_to("administrator")
def index() -> str:
    return _page(ImportForm())


@imports.post("/")
@open_to("administrator")
@takes_up_to(LARGEST_FILE + SLACK)
def create() -> Answer:
    form = ImportForm(request.form | request.files)
    if not form.validate():
        return _page(form), 422
    data = form.file.data.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        form.file.errors = [TOO_LARGE]
        return _page(form), 422
    try:
        files = lists_in(_base_name(form.file.data.filename), data)
    except BadFile as bad:
        form.file.errors = [str(bad)]
        return _page(form), 422
    ids = [_store(form, name, content) for name, content in files]
    if len(ids) > 1:
        flash(f"{len(ids)} lists of the archive are checked, one by one.", "done")
        return redirect(url_for(".index"), 303)
    if len(files[0][1]) <= SMALL:
        import_at_once(ids[0], utc_now)
    return redirect(url_for(".show", id=ids[0]), 303)


@imports.get("/<int:id>")
@open_to("administrator")
def show(id: int) -> str:
    return _report("admin/newsletter/imports/show.html", id)


@imports.get("/<int:id>/progress")
@open_to("administrator")
def progress(id: int) -> str:
    return _report("admin/newsletter/imports/_progress.html", id)


@imports.post("/<int:id>/confirmation")
@open_to("administrator")
def create_confirmation(id: int) -> Response:
    answer = _change(id, "begin", "import subscribers")
    row = db.session.get(SubscriberImport, id)
    if row and row.is_running and len(row.data or b"") <= SMALL:
        import_at_once(id, utc_now)
    return answer


@imports.post("/<int:id>/cancellation")
@open_to("administrator")
def create_cancellation(id: int) -> Response:
    return _change(id, "cancel", "cancel import of subscribers")


def _store(form: ImportForm, file_name: str, data: bytes) -> int:
    slug, now = form.newsletter.data, utc_now()
    with transaction():
        named = select(Newsletter).where(Newsletter.slug == slug)
        row = SubscriberImport(
            newsletter=db.session.scalar(named),
            file_name=_base_name(file_name),
            consent=form.consent.data,
            data=data,
            made_at=now,
            made_by_id=current_member().id,
        )
        row.make_due(now)
        db.session.add(row)
        audit("upload subscribers", row)
        return row.id


def _base_name(file_name: str) -> str:
    return clean_line(re.split(r"[/\\]", file_name)[-1])[:300]


def _change(id_: int, step: str, action: str) -> Response:
    try:
        with transaction():
            row = db.session.get(SubscriberImport, id_, with_for_update=True)
            row = row or abort(404)
            getattr(row, step)(utc_now())
            audit(action, row, row.consent)
    except WrongStep:
        flash(MOVED_ON, "problem")
    return redirect(url_for(".show", id=id_), 303)


def _page(form: ImportForm) -> str:
    made = select(SubscriberImport).order_by(SubscriberImport.id.desc()).limit(RECENT)
    return render_template(
        "admin/newsletter/imports/index.html",
        form=form,
        rows=db.session.scalars(made).all(),
        largest=LARGEST_FILE // 2**20,
        can_send=current_app.config["SETTINGS"].can_send_mail,
    )


def _report(template: str, id_: int) -> str:
    row = db.session.get(SubscriberImport, id_) or abort(404)
    return render_template(template, row=row, outcomes=in_order(row.counts))
