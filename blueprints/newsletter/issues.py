"""An issue on the web, the same for everybody, opened by a signed link in the mail."""

from flask import Blueprint, abort, current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response

from extensions import db
from models.newsletter.archive import archived_issue
from models.newsletter.contents import public_items
from models.newsletter.issue import NewsletterIssue
from models.newsletter.links import issue_of
from web.clock import utc_now
from web.permission import open_to_anybody

issues = Blueprint("issues", __name__, url_prefix="/issues")


@issues.get("/<token>")
@open_to_anybody
def show(token: str) -> Response | str:
    """Redirects to the archive once the issue is there."""
    id_ = issue_of(token, str(current_app.config["SECRET_KEY"]))
    issue = db.session.get(NewsletterIssue, id_) or abort(404)
    slug = issue.newsletter.slug
    if archived_issue(slug, id_):
        return redirect(url_for("newsletter.archive.show", slug=slug, number=id_), 302)
    items = public_items(issue, utc_now())
    return render_template("newsletter/issues/show.html", issue=issue, items=items)
