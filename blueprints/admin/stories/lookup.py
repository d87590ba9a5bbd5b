"""Finds the story of a newsroom URL, and checks who may open it."""

from flask import abort

from extensions import db
from models.stories.article import Article
from models.stories.draft import lock_story
from web.permission import current_member

NOT_YOURS = "This is somebody else’s story. Only editors can open it."
NOT_NOW = "You cannot change this story now: it is with the editors."


def readable_story(id_: int) -> Article:
    """Aborts with 404, or with 403 for people who may not see it."""
    return readable(db.session.get(Article, id_) or abort(404))


def writable_story(id_: int) -> Article:
    """The same for writing; locks the story until the transaction ends."""
    article = readable(lock_story(id_) or abort(404))
    if not article.may_be_written_by(current_member()):
        abort(403, NOT_NOW)
    return article


def readable(article: Article) -> Article:
    if not article.may_be_read_by(current_member()):
        abort(403, NOT_YOURS)
    return article
