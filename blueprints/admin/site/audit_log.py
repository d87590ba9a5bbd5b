"""The audit log: who did what, when and from where. It can only be read."""

from flask import Blueprint, render_template, request, url_for

from blueprints.admin.site.audit_log_queries import (
    AuditLogSearch,
    known_actions,
    read_page,
)
from blueprints.admin.site.audit_log_sentences import Sentence, past
from web.permission import open_to
from web.site.context import zone

audit_log = Blueprint("audit_log", __name__, url_prefix="/log")


@audit_log.get("/")
@open_to("administrator")
def index() -> str:
    search = AuditLogSearch.read(request.args)
    entries, before = read_page(search, zone())
    return render_template(
        "admin/site/audit_log/index.html",
        rows=[(entry, Sentence.of(entry)) for entry in entries],
        search=search,
        older=_address(search.before(before)) if before else None,
        actions=[(action, past(action)) for action in known_actions()],
    )


def _address(search: AuditLogSearch) -> str:
    return url_for("admin.site.audit_log.index", **search.parameters())
