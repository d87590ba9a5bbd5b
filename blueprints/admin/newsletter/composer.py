"""The page on which an issue is composed."""

import secrets
from typing import Literal

from flask import render_template
from htmx_flask import request

from blueprints.admin.newsletter.issue_checks import Examined, checks_of
from blueprints.admin.newsletter.issue_form import IssueForm
from blueprints.admin.newsletter.queries import active_numbers, candidates, staff
from jobs.newsletter.digest import LARGEST, Digest
from models.newsletter.issue import NewsletterIssue
from models.setting import read_newsroom
from web.clock import utc_now
from web.permission import current_member

NOBODY = "This newsletter has no subscribers yet."
# What became of the form: not sent yet, stored, refused, or somebody was faster.
Saving = Literal["", "saved", "invalid", "overtaken"]


def composer(issue: NewsletterIssue, form: IssueForm, saving: Saving = "") -> str:
    taken = {item.article_id for item in issue.items if item.article_id}
    recipients = active_numbers(utc_now()).get(issue.newsletter_id, 0)
    words = request.values.get("q", "")
    found = examined(issue)
    is_kept_back = saving in ("invalid", "overtaken")
    return render_template(
        "admin/newsletter/issues/edit.html",
        issue=issue,
        form=form,
        saving=saving,
        now=utc_now(),
        version=request.form.get("version") if is_kept_back else issue.version,
        tab_id=request.form.get("tab_id") or secrets.token_hex(8),
        parts=form.parts(issue),
        size=found.whole.size,
        largest=LARGEST,
        candidates=candidates(words, taken, utc_now()),
        words=words,
        recipients=recipients,
        problem="" if recipients else NOBODY,
        checks=checks_of(found),
        is_waiting=found.is_waiting,
        staff=staff(),
        me=current_member(),
    )


def digest_of(issue: NewsletterIssue) -> Digest:
    return Digest.of(issue, read_newsroom(), utc_now())


def examined(issue: NewsletterIssue) -> Examined:
    return Examined.of(digest_of(issue), utc_now())


def check_list(issue: NewsletterIssue) -> str:
    """The checks alone, while the worker is busy with them."""
    found = examined(issue)
    return render_template(
        "admin/newsletter/issues/_checks.html",
        issue=issue,
        checks=checks_of(found),
        is_waiting=found.is_waiting,
    )
