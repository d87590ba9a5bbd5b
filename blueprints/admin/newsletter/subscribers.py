"""Subscribers: found, added, blocked, exported."""

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as Redirect

from blueprints.admin.newsletter.queries import (
    PAGE,
    find_subscribers,
    numbers_by_status,
)
from extensions import db
from jobs.subscribers.export import FORMATS
from models.base import transaction
from models.email_address import Address, BadAddress
from models.input_rules import LARGEST_ID, read_number
from models.newsletter.mail_report import last_reports
from models.newsletter.personal_data import record
from models.newsletter.signup import add_by_hand
from models.newsletter.subscriber import STATUSES, Subscriber
from web.accounts.audit import audit
from web.clock import utc_now
from web.permission import current_member, open_to

subscribers = Blueprint("subscribers", __name__, url_prefix="/subscribers")
MEDIA_TYPES = {"csv": "text/csv", "json": "application/json"}
NO_EMAIL = "This is not an e-mail address. It should look like name@example.org."


@subscribers.get("/")
@open_to("administrator")
def index() -> str:
    words, status = request.args.get("q", "")[:200], request.args.get("status", "")
    status = status if status in STATUSES else ""
    before = read_number(request.args.get("before", ""), 1, LARGEST_ID)
    found = find_subscribers(words, status)
    if before:
        found = found.where(Subscriber.id < before)
    rows = db.session.scalars(found.limit(PAGE + 1)).all()
    return render_template(
        "admin/newsletter/subscribers/index.html",
        rows=rows[:PAGE],
        next=rows[PAGE - 1].id if len(rows) > PAGE else None,
        words=words,
        status=status,
        statuses=STATUSES,
        numbers=numbers_by_status(),
        reports=last_reports([row.id for row in rows[:PAGE]]),
    )


@subscribers.post("/")
@open_to("administrator")
def create() -> Redirect:
    """They are asked to confirm, as if they had used the form."""
    try:
        address = Address.read(request.form.get("email", "").strip())
    except BadAddress:
        flash(NO_EMAIL, "problem")
    else:
        with transaction():
            row = add_by_hand(address, current_member().email, utc_now())
            audit("add subscriber", row)
        flash(f"{address.email} will be asked to confirm.", "done")
    return redirect(url_for(".index"), 303)


@subscribers.post("/<int:id>/block")
@open_to("administrator")
def create_block(id: int) -> Redirect:
    """Never mailed again, whoever asks, until somebody unblocks them."""
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
    return redirect(url_for(".index"), 303)
