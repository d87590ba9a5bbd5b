"""Pages: stories without a date that the footer leads to."""

from flask import Blueprint, render_template
from sqlalchemy import func, select

from extensions import db
from models.article import Article
from models.draft import Draft
from models.story_list import LIGHT
from web.clock import utc_now
from web.door import open_to

pages = Blueprint("pages", __name__, url_prefix="/pages")
MOST = 200


@pages.get("/")
@open_to("editor")
def index() -> str:
    """All of them in the order of the footer; few magazines have twenty."""
    pending = func.coalesce(Draft.is_pending, False)
    found = db.session.execute(
        select(Article, pending.label("is_pending"))
        .outerjoin(Draft, Draft.article_id == Article.id)
        .where(Article.kind == "page")
        .order_by(Article.headline, Article.id)
        .limit(MOST)
        .options(LIGHT)
    )
    return render_template("admin/pages/index.html", rows=found.all(), now=utc_now())
