"""The page on which an issue is composed."""

import secrets
from typing import Literal

from flask import render_template
from htmx_flask import request

from blueprints.admin.newsletter.issue_form import IssueForm
from blueprints.admin.newsletter.queries import active_numbers, candidates
from jobs.newsletter.digest import LARGEST, Digest, whole_size
from models.newsletter.issue import NewsletterIssue
from models.setting import read_newsroom
from web.clock import utc_now

NO_SUBJECT = "Write a subject before you send the issue."
NOBODY = "This newsletter has no subscribers yet."
EMPTY = "Add a story or an introduction before you send the issue."
# What became of the form: not sent yet, stored, refused, or somebody was faster.
Saving = Literal["", "saved", "invalid", "overtaken"]


def composer(issue: NewsletterIssue, form: IssueForm, saving: Saving = "") -> str:
    taken = {item.article_id for item in issue.items if item.article_id}
    recipients = active_numbers(utc_now()).get(issue.newsletter_id, 0)
    words = request.values.get("q", "")
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
        size=whole_size(digest_of(issue)),
        largest=LARGEST,
        candidates=candidates(words, taken, utc_now()),
        words=words,
        recipients=recipients,
        problem=lacks(issue) or ("" if recipients else NOBODY),
    )


def digest_of(issue: NewsletterIssue) -> Digest:
    return Digest.of(issue, read_newsroom(), utc_now())


def lacks(issue: NewsletterIssue) -> str:
    if not issue.subject:
        return NO_SUBJECT
    holds_anything = any(item.article_id or item.note for item in issue.items)
    return "" if holds_anything or issue.intro else EMPTY
