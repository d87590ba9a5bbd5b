"""Unsubscribing from one newsletter: one-click (RFC 8058) or a button on a page."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from models.base import transaction
from models.newsletter.consent import record
from models.newsletter.links import preferences_token, subscription_of
from models.newsletter.subscription import Subscription
from web.clock import utc_now
from web.origin import proved_by_token
from web.permission import open_to_anybody

unsubscribe = Blueprint("unsubscribe", __name__, url_prefix="/unsubscribe/<token>")
ONE_CLICK = ("List-Unsubscribe", "One-Click")  # RFC 8058, section 3.2
DONE = "You are unsubscribed."


@unsubscribe.get("")
@open_to_anybody
def show(token: str) -> str:
    """Shows a button; a GET changes nothing, because mail scanners open links."""
    subscription = subscription_of(token, _secret())
    return render_template(
        "newsletter/unsubscribe/show.html",
        token=token,
        subscription=subscription,
        preferences=preferences_token(subscription.subscriber, _secret()),
    )


@unsubscribe.post("")
@proved_by_token
@open_to_anybody
def create(token: str) -> Response | tuple[str, int, dict[str, str]]:
    """RFC 8058: a bare POST from a mail server, without cookies or a redirect."""
    is_one_click = request.form.get(ONE_CLICK[0]) == ONE_CLICK[1]
    with transaction():
        subscription = subscription_of(token, _secret(), locked=True)
        _end(subscription, "one-click" if is_one_click else "unsubscribe page")
    if is_one_click:
        return DONE, 200, {"Content-Type": "text/plain; charset=utf-8"}
    return redirect(url_for(".show", token=token), 303)


@unsubscribe.post("/undo")
@proved_by_token
@open_to_anybody
def create_undo(token: str) -> Response:
    with transaction():
        subscription = subscription_of(token, _secret(), locked=True)
        subscription.begin(utc_now())
        if subscription.subscriber.status == "unsubscribed":
            subscription.subscriber.status = "confirmed"
        record(subscription.subscriber, "returned", utc_now(), "unsubscribe page")
    return redirect(url_for(".show", token=token), 303)


def _end(subscription: Subscription, source: str) -> None:
    subscription.end(utc_now())
    name = subscription.newsletter.name
    record(subscription.subscriber, "left", utc_now(), source, name)


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
