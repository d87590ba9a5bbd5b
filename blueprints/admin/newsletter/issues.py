"""One issue: composing, previewing, testing, sending and its progress."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from htmx_flask import request
from werkzeug.wrappers import Response

from blueprints.admin.newsletter.composer import (
    check_list,
    composer,
    digest_of,
    examined,
)
from blueprints.admin.newsletter.issue_checks import blocking
from blueprints.admin.newsletter.issue_form import IssueForm
from blueprints.admin.newsletter.queries import public_story, staff
from extensions import db
from jobs.newsletter.digest import render
from jobs.newsletter.limits import warm_up_today
from jobs.newsletter.testing import send_test
from models.base import transaction
from models.claimable import note_due_work
from models.input_rules import whole_number
from models.newsletter.contents import begin_issue, begin_with_story
from models.newsletter.delivery import minutes_left
from models.newsletter.issue import NewsletterIssue, WrongState
from models.newsletter.issue_report import IssueReport
from models.newsletter.newsletter import Newsletter
from models.newsletter.outside_check import request_checks
from web.accounts.audit import audit
from web.clock import utc_now
from web.framing import framed_here, frames_ours
from web.permission import current_member, open_to, takes_up_to

issues = Blueprint("issues", __name__, url_prefix="/issues")
Answer = Response | str | tuple[str, int]
# Mail programs ignore style sheets, so mail has its styles inline. Nothing in it runs.
MAIL_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; "
    "frame-ancestors 'self'; sandbox"
)
MOST_BYTES = 400 * 1024  # of a request: an introduction and many notes
DARK_ONLY = "(prefers-color-scheme: dark)"
MOVED_ON = "The state of this issue has changed. The page now shows it."


@issues.post("/")
@open_to("editor")
def create() -> Response:
    """A new issue with all new stories, or with the one story given."""
    with transaction():
        newsletter = _newsletter(request.form.get("newsletter", ""))
        story_id, me = request.form.get("story", ""), current_member().id
        if story_id:
            story = public_story(story_id, utc_now()) or abort(404)
            issue = begin_with_story(newsletter, story, utc_now(), me)
        else:
            issue = begin_issue(newsletter, utc_now(), me)
        audit("create issue", issue)
        id_ = issue.id
    return redirect(url_for(".edit", id=id_), 303)


@issues.get("/<int:id>")
@open_to("editor")
@frames_ours
def edit(id: int) -> str:
    issue = _issue(id)
    if not issue.can_be_edited:
        return _report(issue)
    form = IssueForm(obj=issue)
    form.show(issue)
    return composer(issue, form)


@issues.post("/<int:id>")
@open_to("editor")
@frames_ours
@takes_up_to(MOST_BYTES)
def update(id: int) -> Answer:
    """Saves the issue; the buttons of its parts also move or remove one."""
    form = IssueForm(request.form)
    if not form.validate():
        return composer(_issue(id), form, "invalid"), 422
    with transaction():
        issue = _locked(id)
        if not issue.can_be_edited:
            abort(409, MOVED_ON)
        version = request.form.get("replaces") or request.form.get("version", "")
        tab_id = request.form.get("tab_id", "")
        is_overtaken = issue.is_overtaken(version, tab_id)
        if not is_overtaken:
            form.fill(issue, tab_id)
    if is_overtaken:
        return composer(_issue(id), form, "overtaken"), 409
    if request.htmx:
        return composer(_issue(id), form, "saved")
    flash("The issue is saved.", "done")
    return redirect(url_for(".edit", id=id), 303)


@issues.get("/<int:id>/preview")
@open_to("editor")
@framed_here
def preview(id: int) -> Response:
    """The HTML as mailed to subscribers who follow nothing in particular."""
    html = render(digest_of(_issue(id))).html
    if request.args.get("scheme") == "dark":
        html = html.replace(DARK_ONLY, "all")
    policy = {"Content-Security-Policy": MAIL_POLICY}
    return Response(html, headers=policy, mimetype="text/html")


@issues.get("/<int:id>/text")
@open_to("editor")
def text(id: int) -> tuple[str, int, dict[str, str]]:
    plain = {"Content-Type": "text/plain; charset=utf-8"}
    return render(digest_of(_issue(id))).text, 200, plain


@issues.post("/<int:id>/test")
@open_to("editor")
def create_test(id: int) -> Response:
    """Mails a test to the members who were ticked."""
    ids = set(request.form.getlist("to"))
    chosen = [member for member in staff() if str(member.id) in ids]
    if not chosen:
        flash("Choose at least one person for the test.", "problem")
        return redirect(url_for(".edit", id=id, _anchor="test"), 303)
    mailboxes = [member.mailbox for member in chosen]
    failure = send_test(digest_of(_issue(id)), mailboxes, utc_now())
    names = ", ".join(member.name or member.email for member in chosen)
    flash(failure or f"The test is sent to {names}.", "problem" if failure else "done")
    return redirect(url_for(".edit", id=id), 303)


@issues.get("/<int:id>/checks")
@open_to("editor")
def checks(id: int) -> str:
    """Polled while the worker checks links."""
    return check_list(_issue(id))


@issues.post("/<int:id>/checks")
@open_to("editor")
def create_checks(id: int) -> Answer:
    """The worker then looks at links to other sites, and at the mail setup."""
    subjects = examined(_issue(id)).subjects
    with transaction():
        request_checks(subjects, utc_now())
    if request.htmx:
        return check_list(_issue(id))
    return redirect(url_for(".edit", id=id, _anchor="issue-checks"), 303)


@issues.post("/<int:id>/sending")
@open_to("editor")
def create_sending(id: int) -> Response:
    issue = _issue(id)
    found = blocking(examined(issue)) if issue.can_be_edited else []
    if found:
        flash(f"{found[0].message} {found[0].advice}", "problem")
        return redirect(url_for(".edit", id=id), 303)

    def send(issue: NewsletterIssue) -> str:
        issue.move("preparing")
        issue.started_at = utc_now()
        note_due_work(db.session())
        return ""

    return _change(id, "send issue", send)


@issues.post("/<int:id>/pause")
@open_to("editor")
def create_pause(id: int) -> Response:
    return _change(id, "pause issue", lambda issue: _moved(issue, "paused"))


@issues.post("/<int:id>/resumption")
@open_to("editor")
def create_resumption(id: int) -> Response:
    return _change(id, "resume issue", lambda issue: _moved(issue, "sending"))


@issues.post("/<int:id>/cancellation")
@open_to("editor")
def create_cancellation(id: int) -> Response:
    """Stops sending; it cannot recall what has been sent."""
    return _change(id, "cancel issue", lambda issue: _moved(issue, "cancelled"))


@issues.get("/<int:id>/progress")
@open_to("editor")
def progress(id: int) -> str:
    """Polled by the page while the issue is being sent."""
    return _report(_issue(id), "admin/newsletter/issues/_progress.html")


def _change(
    id_: int, action: str, change: Callable[[NewsletterIssue], str]
) -> Response:
    """One transaction, so a double click finds the state already changed."""
    problem = ""
    try:
        with transaction():
            issue = _locked(id_)
            problem = change(issue)
            if not problem:
                audit(action, issue)
    except WrongState:
        problem = MOVED_ON
    if problem:
        flash(problem, "problem")
    return redirect(url_for(".edit", id=id_), 303)


def _moved(issue: NewsletterIssue, state: str) -> str:
    issue.move(state)
    note_due_work(db.session())
    return ""


def _report(
    issue: NewsletterIssue, template: str = "admin/newsletter/issues/show.html"
) -> str:
    is_running = issue.state == "sending"
    return render_template(
        template,
        issue=issue,
        report=IssueReport.of(issue),
        minutes_left=minutes_left(issue.id, utc_now()) if is_running else 0,
        warm_up=warm_up_today(utc_now()) if is_running else None,
    )


def _issue(id_: int) -> NewsletterIssue:
    return db.session.get(NewsletterIssue, id_) or abort(404)


def _locked(id_: int) -> NewsletterIssue:
    found = db.session.get(
        NewsletterIssue, id_, with_for_update=True, populate_existing=True
    )
    return found or abort(404)


def _newsletter(typed: str) -> Newsletter:
    try:
        return db.session.get(Newsletter, whole_number(typed)) or abort(404)
    except ValueError:
        abort(404)
