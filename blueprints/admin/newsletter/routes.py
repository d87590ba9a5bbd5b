"""Newsletters, their issues and their subscribers."""

from flask import Blueprint, current_app, render_template
from htmx_flask import request
from sqlalchemy import select

from blueprints.admin.newsletter.imports import imports
from blueprints.admin.newsletter.issues import issues
from blueprints.admin.newsletter.newsletters import newsletters
from blueprints.admin.newsletter.queries import active_numbers, public_story
from blueprints.admin.newsletter.reports import reports
from blueprints.admin.newsletter.subscribers import subscribers
from extensions import db
from models.newsletter.issue import NewsletterIssue
from models.newsletter.newsletter import Newsletter
from web.clock import utc_now
from web.permission import open_to

newsletter = Blueprint("newsletter", __name__, url_prefix="/newsletter")
for part in (imports, issues, newsletters, reports, subscribers):
    newsletter.register_blueprint(part)
RECENT = 20


@newsletter.get("/")
@open_to("editor")
def index() -> str:
    made = select(NewsletterIssue).order_by(NewsletterIssue.id.desc()).limit(RECENT)
    story = public_story(request.args.get("story", ""), utc_now())
    offered = select(Newsletter).order_by(Newsletter.position, Newsletter.id)
    return render_template(
        "admin/newsletter/index.html",
        newsletters=db.session.scalars(offered).all(),
        numbers=active_numbers(utc_now()),
        story=story,
        issues=db.session.scalars(made).all(),
        can_send=current_app.config["SETTINGS"].can_send_mail,
    )
