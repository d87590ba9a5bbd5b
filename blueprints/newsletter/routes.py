"""Newsletter sign-up with confirmation by a mailed link (double opt-in)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, url_for
from htmx_flask import request
from werkzeug.wrappers import Response

from blueprints.newsletter.archive import archive
from blueprints.newsletter.forms import SubscriptionForm, read_choices
from blueprints.newsletter.issues import issues
from blueprints.newsletter.preferences import preferences
from blueprints.newsletter.unsubscribe import unsubscribe
from models.base import transaction
from models.email_address import Address
from models.newsletter.archive import archives
from models.newsletter.choices import SUBJECTS, Choices
from models.newsletter.links import preferences_token
from models.newsletter.newsletter import default_newsletters, open_newsletters
from models.newsletter.signup import confirm as confirm_subscriber
from models.newsletter.signup import subscribe as keep_request
from models.newsletter.subscriber import BadToken, SpentToken, holder_of
from models.staff.attempt import AttemptLimit, TooSoon, count_attempt
from models.taxonomy.public_names import public_names
from web.accounts.attempts import count_or_wait, keyed
from web.client_key import client_key
from web.clock import utc_now
from web.origin import proved_by_token
from web.permission import open_to_anybody
from web.public import public
from web.site.context import site_context

newsletter = Blueprint("newsletter", __name__, url_prefix="/newsletter")
for part in (archive, issues, preferences, unsubscribe):
    newsletter.register_blueprint(part)

# Per network; models/newsletter/subscriber.py has the limit for all networks together.
A_NETWORK = AttemptLimit(10, first=timedelta(minutes=6), longest=timedelta(minutes=6))
# For one mailbox and all its variants.
A_MAILBOX = AttemptLimit(5, first=timedelta(hours=1), longest=timedelta(hours=12))
Answer = str | tuple[str, int] | Response


@newsletter.get("/")
@public(*SUBJECTS)
def new() -> str:
    """`?region=europe` preselects Europe."""
    follows = {
        (kind, request.args[kind]) for kind in SUBJECTS if request.args.get(kind)
    }
    return _with_choices("newsletter/new.html", Choices(follows=frozenset(follows)))


@newsletter.post("/")
@open_to_anybody
def subscribe() -> Answer:
    """Answers the same for every address, so as not to reveal who subscribes."""
    form = SubscriptionForm(request.form)
    if not form.validate():
        return _refused(form), 422
    with transaction():
        count_or_wait({keyed("subscribe", client_key()): A_NETWORK})
    if not form.is_from_a_machine:
        _keep(form.address(), read_choices(request.form))
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
    """Shows a button, because mail scanners open links: a GET must change nothing."""
    holder_of(token, current_app.config["SECRET_KEY"], utc_now())
    return render_template("newsletter/confirm.html", token=token)


@newsletter.post("/confirm/<token>")
@proved_by_token
@open_to_anybody
def create_confirmation(token: str) -> Response:
    secret = current_app.config["SECRET_KEY"]
    confirmed = confirm_subscriber(token, secret, utc_now())
    link = preferences_token(confirmed, secret)
    return redirect(url_for(".preferences.show", token=link, done="confirmed"), 303)


@newsletter.get("/erased")
@public()
def erased() -> str:
    return render_template("newsletter/erased.html")


@newsletter.errorhandler(BadToken)
def explain(error: BadToken) -> tuple[str, int]:
    spent = isinstance(error, SpentToken)
    return render_template(
        "newsletter/invalid.html", spent=spent
    ), 410 if spent else 404


def _keep(address: Address, choices: Choices) -> None:
    """Drops requests above the limit; the response stays the same."""
    try:
        with transaction():
            mailbox = keyed("subscribe", "mailbox", address.limit_key)
            count_attempt({mailbox: A_MAILBOX}, utc_now())
    except TooSoon:
        return
    newsroom = site_context().newsroom
    wording = f"{newsroom.newsletter_name}. {newsroom.newsletter_pitch} [Subscribe]"
    network = keyed("network", client_key())
    keep_request(address, utc_now(), choices, wording, network)


def _refused(form: SubscriptionForm) -> str:
    """The form for htmx, otherwise the page; keeps the submitted values."""
    template = "newsletter/_form.html" if request.htmx else "newsletter/new.html"
    if request.htmx and "whole" not in request.form:
        return render_template(template, subscription=form)
    return _with_choices(template, read_choices(request.form), subscription=form)


def _with_choices(template: str, choices: Choices, **more: Any) -> str:
    """Offers only topics with a public story."""
    ticked = choices.newsletters or {one.slug: "every" for one in default_newsletters()}
    return render_template(
        template,
        newsletters=open_newsletters(),
        choices=replace(choices, newsletters=ticked),
        regions=site_context().regions,
        topics=public_names("topic", utc_now()),
        contributors=_chosen_contributors(choices),
        archives=archives(),
        **more,
    )


def _chosen_contributors(choices: Choices) -> list[tuple[str, str]]:
    """Only those of the page the reader came from; a full list would be too long."""
    slugs = [slug for kind, slug in sorted(choices.follows) if kind == "contributor"]
    found = (public_names("contributor", utc_now(), slug=slug) for slug in slugs[:10])
    return [row for rows in found for row in rows]
