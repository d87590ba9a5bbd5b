"""Static pages: about, privacy and the like."""

from flask import Blueprint, abort, render_template
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from extensions import db
from models.stories.article import Article
from web.clock import utc_now
from web.public import public

pages = Blueprint("pages", __name__, url_prefix="/pages")


@pages.get("/<slug>")
@public()
def show(slug: str) -> str:
    named = select(Article).where(Article.slug == slug, Article.kind == "page")
    shown = named.where(Article.public(utc_now()))
    shown = shown.options(joinedload(Article.lead_picture))
    article = db.session.scalar(shown)
    if article is None:
        abort(410 if db.session.scalar(named.where(Article.is_withdrawn())) else 404)
    return render_template("pages/show.html", article=article)
