"""The list of redirects, and checks for conflicts with existing pages."""

from collections.abc import Mapping
from typing import Any

from flask import current_app
from sqlalchemy import func, select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from extensions import db
from models.redirect import Redirect, decoded
from models.stories.article import Article, path_of
from web.policy import policy_of
from web.site.dead_links import dead_links

PAGE = 50


def find_redirects(words: str, after: str) -> list[Redirect]:
    rows = select(Redirect).where(*_matching(words), Redirect.old_path > after)
    in_order = rows.order_by(Redirect.old_path).limit(PAGE + 1)
    return list(db.session.scalars(in_order))


def count_redirects(words: str) -> int:
    counted = select(func.count()).select_from(Redirect).where(*_matching(words))
    return db.session.scalar(counted) or 0


def _matching(words: str) -> Any:
    both = Redirect.old_path + " " + Redirect.new_path
    typed = words.replace("\0", " ").split()
    return [both.icontains(word, autoescape=True) for word in typed]


def what_lives_at(address: str) -> str:
    """Why a redirect from this address would have no effect, or ""."""
    path, query = address.partition("?")[::2]
    try:
        endpoint, values = current_app.url_map.bind("").match(path, "GET")
    except RequestRedirect as moved:
        return what_lives_at(decoded(moved.new_url))
    except HTTPException:
        return ""
    if query and policy_of(endpoint).public:
        return ""  # a redirect with a query comes before the page
    if endpoint in ("articles.show", "pages.show") and _is_withdrawn(path, values):
        return f"A withdrawn story is at {path}: readers see that it was withdrawn."
    moved_already = select(Redirect.id).where(Redirect.old_path == path)
    if "slug" not in values or not dead_links([path]):
        if "slug" in values and db.session.scalar(moved_already) is not None:
            return ""
        return f"{path} is a page of this site, so a redirect would not be used."
    return ""


def _is_withdrawn(path: str, values: Mapping[str, Any]) -> bool:
    here = select(Article).where(Article.slug == values["slug"], Article.is_withdrawn())
    story = db.session.scalar(here)
    return story is not None and path_of(story.kind, story.slug) == path
