"""The newsroom's home screen."""

from flask import Blueprint, render_template

from blueprints.admin.desk.problems import troubles_for
from blueprints.admin.desk.queries import READ_DAYS, greeting, read_first_screen
from web.clock import utc_now
from web.permission import current_member, open_to
from web.site.context import zone

desk = Blueprint("desk", __name__)


@desk.get("/")
@open_to("contributor")
def index() -> str:
    editor, now = current_member(), utc_now()
    return render_template(
        "admin/desk/index.html",
        greeting=greeting(editor, now),
        screen=read_first_screen(editor, now),
        troubles=troubles_for(editor, now),
        is_editor=editor.is_at_least("editor"),
        read_days=READ_DAYS,
        now=now,
        here=now.astimezone(zone()),
        zone=zone(),
    )
