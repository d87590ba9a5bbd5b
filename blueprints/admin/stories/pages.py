"""Pages: undated stories that the footer links to."""

from flask import Blueprint, render_template
from sqlalchemy import func, select

from extensions import db
from models.stories.article import Article
from models.stories.draft import Draft
from models.stories.story_list import LIGHT
from web.clock import utc_now
from web.permission import open_to

pages = Blueprint("pages", __name__, url_prefix="/pages")
MOST = 200


@pages.get("/")
@open_to("editor")
def index() -> str:
    """All pages in the footer's order, without paging: few magazines have twenty."""
    pending = func.coalesce(Draft.is_pending, False)
    found = db.session.execute(
        select(Article, pending.label("is_pending"))
        .outerjoin(Draft, Draft.article_id == Article.id)
        .where(Article.kind == "page")
        .limit(MOST)
        .options(LIGHT)
    )
    # Sorted here: with ORDER BY, SQLite would scan all stories.
    rows = sorted(found, key=lambda row: (row[0].headline, row[0].id))
    return render_template("admin/stories/pages/index.html", rows=rows, now=utc_now())
