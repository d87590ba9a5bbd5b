"""The numbers of an issue, as a file."""

from flask import Blueprint, Response, abort

from extensions import db
from jobs.subscribers.export import csv_cell, csv_line
from models.newsletter.issue import NewsletterIssue
from models.newsletter.issue_report import IssueReport
from web.permission import open_to

reports = Blueprint("reports", __name__, url_prefix="/issues/<int:id>")


@reports.get("/report.csv")
@open_to("editor")
def export(id: int) -> Response:
    """Numbers alone: only administrators see addresses."""
    issue = db.session.get(NewsletterIssue, id) or abort(404)
    rows = [("group", "name", "number"), *IssueReport.of(issue).rows(issue)]
    written = "".join(csv_line(csv_cell(str(cell)) for cell in row) for row in rows)
    name = f'attachment; filename="issue-{issue.id}.csv"'
    headers = {"Content-Disposition": name}
    return Response(written, mimetype="text/csv", headers=headers)
