"""The public archive of past issues; 404 for newsletters without one."""

from flask import Blueprint, abort, render_template, request, url_for

from models.input_rules import LARGEST_ID, read_number
from models.newsletter.archive import archive_page, archived_issue, archives
from models.newsletter.contents import public_items
from models.newsletter.newsletter import Newsletter
from web.clock import utc_now
from web.public import public

archive = Blueprint("archive", __name__, url_prefix="/archive")


@archive.get("/")
@public("before")
def index() -> str:
    """Of all newsletters that have an archive; 404 if none has."""
    return _page(archives() or abort(404))


@archive.get("/<slug>/")
@public("before")
def newsletter(slug: str) -> str:
    chosen = [one for one in archives() if one.slug == slug]
    return _page(chosen or abort(404), slug)


@archive.get("/<slug>/<int:number>")
@public()
def show(slug: str, number: int) -> str:
    issue = archived_issue(slug, number) or abort(404)
    return render_template(
        "newsletter/archive/show.html",
        issue=issue,
        items=public_items(issue, utc_now()),
        page_url=url_for(".show", slug=slug, number=number),
    )


def _page(newsletters: list[Newsletter], slug: str = "") -> str:
    typed = request.args.get("before", "")
    before = read_number(typed, 1, LARGEST_ID) if typed else None
    if typed and before is None:
        abort(400)
    return render_template(
        "newsletter/archive/index.html",
        newsletters=newsletters,
        chosen=newsletters[0] if slug else None,
        page=archive_page(slug, before),
        page_url=url_for(".newsletter" if slug else ".index", slug=slug or None),
    )
