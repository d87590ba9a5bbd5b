"""Subscribers: listing, adding, blocking, exporting, erasing."""

from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from sqlalchemy import select
from werkzeug.wrappers import Response as Redirect
from wtforms import Form, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from blueprints.admin.fields import NO_EMAIL, LineField
from blueprints.admin.newsletter.queries import (
    PAGE,
    active_numbers,
    last_deliveries,
    numbers_by_status,
)
from blueprints.admin.newsletter.subscriber_filter import SOURCES, SubscriberFilter
from extensions import db
from jobs.subscribers.export import FORMATS
from models.base import transaction
from models.email_address import Address, BadAddress
from models.input_rules import LARGEST_ID, read_number
from models.newsletter.choices import Choices
from models.newsletter.consent import record
from models.newsletter.growth import growth
from models.newsletter.mail_report import last_reports
from models.newsletter.newsletter import Newsletter, open_newsletters
from models.newsletter.personal_data import erase, personal_data
from models.newsletter.signup import WasErased, add_by_hand
from models.newsletter.subscriber import STATUSES, Subscriber
from web.accounts.audit import audit
from web.clock import utc_now
from web.permission import current_member, open_to

subscribers = Blueprint("subscribers", __name__, url_prefix="/subscribers")
MEDIA_TYPES = {"csv": "text/csv", "json": "application/json"}
LONGEST_CONSENT = 300
ERASED = (
    "This address was erased at its owner's request. They can subscribe again "
    "themselves, with the form on the site."
)
ADDED = {"confirmed": "subscribes.", "pending": "will be asked to confirm."}
NOT_MAILED = "is blocked or has complained, and is not mailed."


class AdditionForm(Form):  # type: ignore[misc]
    email = StringField("E-mail address")
    newsletter = SelectField("Newsletter")
    consent = LineField("How they agreed", LONGEST_CONSENT)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        offered = open_newsletters()
        self.newsletter.choices = [SelectChoice(one.slug, one.name) for one in offered]

    def validate_email(self, field: Any) -> None:
        try:
            Address.read(field.data)
        except BadAddress:
            raise ValidationError(NO_EMAIL) from None


@subscribers.get("/")
@open_to("administrator")
def index() -> str:
    wanted = SubscriberFilter.read(request.args)
    found = wanted.select()
    before = read_number(request.args.get("before", ""), 1, LARGEST_ID)
    if before:
        found = found.where(Subscriber.id < before)
    rows = db.session.scalars(found.limit(PAGE + 1)).all()
    return render_template(
        "admin/newsletter/subscribers/index.html",
        rows=rows[:PAGE],
        next=rows[PAGE - 1].id if len(rows) > PAGE else None,
        wanted=wanted,
        statuses=STATUSES,
        sources=SOURCES,
        newsletters=db.session.scalars(select(Newsletter)).all(),
        numbers=numbers_by_status(),
        active=active_numbers(utc_now()),
        weeks=growth(utc_now(), wanted.newsletter),
        reports=last_reports([row.id for row in rows[:PAGE]]),
        can_send=current_app.config["SETTINGS"].can_send_mail,
    )


@subscribers.get("/new")
@open_to("administrator")
def new() -> str:
    return _addition(AdditionForm())


@subscribers.post("/")
@open_to("administrator")
def create() -> Redirect | tuple[str, int]:
    """With a proof of consent they are subscribed; without, asked to confirm."""
    form = AdditionForm(request.form)
    if not form.validate():
        return _addition(form), 422
    try:
        row = _add(form)
    except WasErased:
        form.email.errors = [ERASED]
        return _addition(form), 422
    flash(f"{row.email} {ADDED.get(row.status, NOT_MAILED)}", "done")
    return redirect(url_for(".show", id=row.id), 303)


@subscribers.get("/<int:id>")
@open_to("administrator")
def show(id: int) -> str:
    row = db.session.get(Subscriber, id) or abort(404)
    return render_template(
        "admin/newsletter/subscribers/show.html",
        row=row,
        known=personal_data(row),
        deliveries=last_deliveries(row.id),
        report=last_reports([row.id]).get(row.id),
    )


@subscribers.get("/<int:id>/data.json")
@open_to("administrator")
def data(id: int) -> Response:
    """All data about a subscriber who asked for it by mail (GDPR, article 15)."""
    row = db.session.get(Subscriber, id) or abort(404)
    answer = jsonify(personal_data(row))
    answer.headers["Content-Disposition"] = 'attachment; filename="subscriber.json"'
    return answer


@subscribers.post("/<int:id>/erasure")
@open_to("administrator")
def create_erasure(id: int) -> Redirect:
    """Erases a subscriber who asked for it by mail (GDPR, article 17)."""
    with transaction():
        row = db.session.get(Subscriber, id, with_for_update=True) or abort(404)
        erase(row, _secret(), utc_now())
        audit("erase subscriber", detail=f"number {id}")
    flash("The subscriber is erased.", "done")
    return redirect(url_for(".index"), 303)


@subscribers.post("/<int:id>/block")
@open_to("administrator")
def create_block(id: int) -> Redirect:
    """A blocked subscriber gets no mail, even if they subscribe again."""
    return _set_status(id, "blocked", "block subscriber", "is blocked")


@subscribers.post("/<int:id>/unblock")
@open_to("administrator")
def create_unblock(id: int) -> Redirect:
    """They can subscribe again, by confirming."""
    return _set_status(id, "unsubscribed", "unblock subscriber", "can subscribe again")


@subscribers.get("/subscribers.<any(csv, json):format>")
@open_to("administrator")
def export(format: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="subscribers.{format}"'}
    written = "".join(FORMATS[format]())
    return Response(written, mimetype=MEDIA_TYPES[format], headers=headers)


def _set_status(id_: int, status: str, action: str, done: str) -> Redirect:
    with transaction():
        row = db.session.get(Subscriber, id_, with_for_update=True) or abort(404)
        row.status = status
        if status == "blocked":
            record(row, "blocked", utc_now(), current_member().email)
        audit(action, row)
        email = row.email
    flash(f"{email} {done}.", "done")
    return redirect(url_for(".show", id=id_), 303)


def _add(form: AdditionForm) -> Subscriber:
    address = Address.read(form.email.data)
    choices = Choices({form.newsletter.data: "every"})
    by, consent = current_member().email, form.consent.data
    with transaction():
        now, secret = utc_now(), _secret()
        row = add_by_hand(address, choices, by, secret, now, consent=consent)
        audit("add subscriber", row, consent)
        return row


def _addition(form: AdditionForm) -> str:
    return render_template("admin/newsletter/subscribers/new.html", form=form)


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
