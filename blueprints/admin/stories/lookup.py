"""The story at an address of the newsroom, for whoever may have it."""

from flask import abort

from extensions import db
from models.stories.article import Article
from models.stories.draft import lock_story
from web.permission import current_member

NOT_YOURS = "This story is somebody else's. Editors can open it."
NOT_NOW = "You cannot change this story now: it is with the editors."


def readable_story(id_: int) -> Article:
    """Aborts with 404, or with 403 for whoever may not see it."""
    return _readable(db.session.get(Article, id_))


def writable_story(id_: int) -> Article:
    """The same for who wants to write, and locked until the end of the transaction."""
    article = _readable(lock_story(id_))
    if not article.may_be_written_by(current_member()):
        abort(403, NOT_NOW)
    return article


def _readable(article: Article | None) -> Article:
    if article is None:
        abort(404)
    if not article.may_be_read_by(current_member()):
        abort(403, NOT_YOURS)
    return article
