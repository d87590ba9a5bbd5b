"""A subscriber's preferences, opened by a signed link: no account, no cookie.

Mail scanners open every link, so a GET changes nothing; each change is a POST.
"""

from collections.abc import Callable
from datetime import datetime

from flask import (
    Blueprint,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from sqlalchemy import select
from werkzeug.wrappers import Response

from blueprints.newsletter.forms import read_choices
from extensions import db
from models.base import transaction
from models.newsletter.choices import Choices, change_to, choices_of, subscriptions_of
from models.newsletter.consent import record
from models.newsletter.links import subscriber_of
from models.newsletter.newsletter import open_newsletters
from models.newsletter.personal_data import erase, personal_data
from models.newsletter.subscriber import Subscriber
from models.newsletter.subscription import Follow
from models.taxonomy.contributor import Contributor
from models.taxonomy.public_names import public_names
from models.taxonomy.region import Region
from web.clock import utc_now
from web.origin import proved_by_token
from web.permission import open_to_anybody

preferences = Blueprint("preferences", __name__, url_prefix="/preferences/<token>")
SOURCE = "preferences page"


@preferences.get("")
@open_to_anybody
def show(token: str) -> str:
    subscriber = _subscriber(token)
    return render_template(
        "newsletter/preferences/show.html",
        token=token,
        subscriber=subscriber,
        choices=choices_of(subscriber),
        paused_until=_paused_until(subscriber, utc_now()),
        newsletters=open_newsletters(),
        regions=db.session.scalars(select(Region).order_by(Region.position)).all(),
        topics=public_names("topic", utc_now()),
        contributors=_followed_contributors(subscriber),
        done=request.args.get("done", ""),
    )


@preferences.post("")
@proved_by_token
@open_to_anybody
def update(token: str) -> Response:
    def save(subscriber: Subscriber, now: datetime) -> None:
        choices = read_choices(request.form)
        change_to(subscriber, choices, now)
        if choices.newsletters:
            subscriber.come_back()
        else:
            subscriber.leave()
        record(subscriber, "changed", now, SOURCE, str(choices.as_json()))

    return _change(token, save, "saved")


@preferences.post("/pause")
@proved_by_token
@open_to_anybody
def create_pause(token: str) -> Response:
    def pause(subscriber: Subscriber, now: datetime) -> None:
        for subscription in subscriptions_of(subscriber):
            subscription.pause(now)
        record(subscriber, "paused", now, SOURCE)

    return _change(token, pause, "paused")


@preferences.post("/resumption")
@proved_by_token
@open_to_anybody
def create_resumption(token: str) -> Response:
    def resume(subscriber: Subscriber, now: datetime) -> None:
        for subscription in subscriptions_of(subscriber):
            subscription.paused_until = None
        record(subscriber, "returned", now, SOURCE)

    return _change(token, resume, "resumed")


@preferences.post("/departure")
@proved_by_token
@open_to_anybody
def create_departure(token: str) -> Response:
    """Unsubscribes from all newsletters. Saving the form again undoes it."""

    def leave(subscriber: Subscriber, now: datetime) -> None:
        change_to(subscriber, Choices(follows=choices_of(subscriber).follows), now)
        subscriber.leave()
        record(subscriber, "left", now, SOURCE)

    return _change(token, leave, "left")


@preferences.get("/data.json")
@open_to_anybody
def data(token: str) -> Response:
    """All data stored about the subscriber, as a file (GDPR, article 15)."""
    answer = jsonify(personal_data(_subscriber(token)))
    answer.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer


@preferences.post("/erasure")
@proved_by_token
@open_to_anybody
def create_erasure(token: str) -> Response:
    with transaction():
        erase(_subscriber(token, locked=True), _secret(), utc_now())
    return redirect(url_for("newsletter.erased"), 303)


def _change(
    token: str, change: Callable[[Subscriber, datetime], None], done: str
) -> Response:
    with transaction():
        change(_subscriber(token, locked=True), utc_now())
    return redirect(url_for(".show", token=token, done=done), 303)


def _subscriber(token: str, *, locked: bool = False) -> Subscriber:
    """Raises BadToken, SpentToken: the newsletter's blueprint explains them."""
    return subscriber_of(token, _secret(), locked=locked)


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _followed_contributors(subscriber: Subscriber) -> list[tuple[str, str]]:
    followed = select(Contributor.slug, Contributor.name).join(
        Follow, Follow.contributor_id == Contributor.id
    )
    rows = db.session.execute(followed.where(Follow.subscriber_id == subscriber.id))
    return [(slug, name) for slug, name in rows]


def _paused_until(subscriber: Subscriber, now: datetime) -> datetime | None:
    """When the last pause ends, if there is one."""
    ends = [one.paused_until for one in subscriptions_of(subscriber)]
    return max((end for end in ends if end and end > now), default=None)
