"""The site's settings."""

from dataclasses import asdict
from zoneinfo import ZoneInfo

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from blueprints.admin.fields import differing
from blueprints.admin.site.settings_form import SettingsForm, zones
from models.base import transaction
from models.edition import hold_edition
from models.fingerprint import (
    EditConflict,
    require_unchanged,
    what_changed,
)
from models.setting import read_newsroom, write_newsroom
from web.accounts.audit import audit
from web.accounts.freshness import asks_again
from web.clock import utc_now
from web.permission import open_to

settings = Blueprint("settings", __name__, url_prefix="/settings")
Answer = str | Response | tuple[str, int]


@settings.get("/")
@open_to("administrator")
def edit() -> str:
    return _page(SettingsForm.of(read_newsroom()))


@settings.post("/")
@open_to("administrator")
@asks_again
def update() -> Answer:
    form = SettingsForm.sent(request.form)
    if not form.is_right():
        return _page(form), 422
    try:
        _store(form)
    except EditConflict:
        return _conflict(form), 409
    flash("The settings are saved.", "done")
    return redirect(url_for("admin.site.settings.edit"), 303)


@settings.post("/glimpse")
@open_to("administrator")
def create_glimpse() -> str:
    """Previews the submitted settings, saved or not."""
    form = SettingsForm.sent(request.form)
    form.is_right()
    return render_template("admin/site/settings/_glimpse.html", **_glimpse(form))


def _store(form: SettingsForm) -> None:
    """Raises EditConflict."""
    with transaction():
        hold_edition()
        before = read_newsroom()
        require_unchanged(asdict(before), form.version.data)
        after = form.newsroom(before)
        if after != before:
            write_newsroom(after)
            changes = what_changed(asdict(before), asdict(after))
            audit("change the settings", detail=changes)


def _conflict(form: SettingsForm) -> str:
    stored = SettingsForm.of(read_newsroom())
    form.version.data = stored.version.data
    return _page(form, theirs=_differing(form, stored))


def _differing(form: SettingsForm, stored: SettingsForm) -> list[tuple[str, object]]:
    found = differing(form, stored)
    links = [row.link for row in stored.links]
    if [row.link for row in form.links] != links:
        shown = ", ".join(f"{link['name']} ({link['url']})" for link in links)
        found.append(("Links", shown))
    return found


def _page(form: SettingsForm, **more: object) -> str:
    return render_template(
        "admin/site/settings/edit.html",
        zones=zones(),
        **_glimpse(form),
        **more,
    )


def _glimpse(form: SettingsForm) -> dict[str, object]:
    zone = _zone(form)
    return {"form": form, "now": utc_now().astimezone(zone), "zone": zone}


def _zone(form: SettingsForm) -> ZoneInfo:
    configured: ZoneInfo = current_app.config["TIME_ZONE"]
    typed = form.time_zone.data
    return ZoneInfo(typed) if typed in zones() else configured
