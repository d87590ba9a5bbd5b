"""Subscribing to the newsletter: asking for it, then confirming by a link in a mail."""

from flask import Blueprint, current_app, redirect, render_template, url_for
from htmx_flask import request
from werkzeug.wrappers import Response

from blueprints.newsletter.forms import SubscriptionForm
from extensions import limiter
from models.email_address import Address
from models.newsletter import subscriber
from models.newsletter.subscriber import BadToken, SpentToken
from web.client_key import client_key
from web.clock import utc_now
from web.origin import proved_by_token
from web.permission import open_to_anybody
from web.public import public

newsletter = Blueprint("newsletter", __name__, url_prefix="/newsletter")

MOST_REQUESTS = (
    "10 per hour"  # from one client_key; models/newsletter/subscriber.py limits all
)
TOO_MANY = "Too many addresses came from where you are. Try again in an hour."
Answer = str | tuple[str, int] | Response


def _was_taken(response: Response) -> bool:
    """A mistyped address costs a reader nothing."""
    return response.status_code < 400


@newsletter.get("/")
@public()
def new() -> str:
    return render_template("newsletter/new.html")


@newsletter.post("/")
@limiter.limit(
    MOST_REQUESTS, key_func=client_key, deduct_when=_was_taken, error_message=TOO_MANY
)
@open_to_anybody
def subscribe() -> Answer:
    """The same answer for every address, so that nobody learns who subscribes."""
    form = SubscriptionForm(request.form)
    if not form.validate():
        template = "_form.html" if request.htmx else "new.html"
        return render_template(f"newsletter/{template}", subscription=form), 422
    if not form.is_from_a_machine:
        _keep(form.address())
    if request.htmx:
        level = form.heading_level
        return render_template("newsletter/_sent.html", heading_level=level)
    return redirect(url_for(".sent"), 303)


@newsletter.get("/sent")
@public()
def sent() -> str:
    return render_template("newsletter/sent.html")


@newsletter.get("/confirm/<token>")
@open_to_anybody
def confirm(token: str) -> str:
    """One button: what mail scanners open must change nothing."""
    subscriber.holder_of(token, current_app.config["SECRET_KEY"], utc_now())
    return render_template("newsletter/confirm.html", token=token)


@newsletter.post("/confirm/<token>")
@proved_by_token
@open_to_anybody
def create_confirmation(token: str) -> Response:
    subscriber.confirm(token, current_app.config["SECRET_KEY"], utc_now())
    return redirect(url_for(".confirmed"), 303)


@newsletter.get("/confirmed")
@public()
def confirmed() -> str:
    return render_template("newsletter/confirmed.html")


@newsletter.errorhandler(BadToken)
def explain(error: BadToken) -> tuple[str, int]:
    spent = isinstance(error, SpentToken)
    return render_template(
        "newsletter/invalid.html", spent=spent
    ), 410 if spent else 404


@newsletter.after_request
def keep_token_private(response: Response) -> Response:
    """Whoever holds the address of such a page can subscribe in another's name."""
    if "token" in (request.view_args or {}):
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _keep(address: Address) -> None:
    subscriber.subscribe(address, utc_now())
