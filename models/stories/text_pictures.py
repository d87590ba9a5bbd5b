"""The pictures within the texts of stories, read for all stories at hand at once."""

from typing import TYPE_CHECKING

from sqlalchemy import inspect, select

from extensions import db
from models.body.markup import pictures_in
from models.pictures.picture import Picture

if TYPE_CHECKING:
    from models.stories.article import Article

KEPT = "text_pictures"  # in the state of a story, with the body they belong to


def text_pictures_of(article: "Article") -> dict[int, Picture]:
    """By id; pictures that have been deleted are missing."""
    kept = inspect(article).info.get(KEPT)
    if kept is None or kept[0] != article.body:
        _load([article, *_others(article)])
        kept = inspect(article).info[KEPT]
    pictures: dict[int, Picture] = kept[1]
    return pictures


def _others(article: "Article") -> list["Article"]:
    """The stories of the session whose texts are loaded, and their pictures not."""
    return [
        other
        for other in db.session.identity_map.values()
        if isinstance(other, type(article)) and _lacks_pictures(other)
    ]


def _lacks_pictures(article: "Article") -> bool:
    state = inspect(article)
    return "body" not in state.unloaded and KEPT not in state.info


def _load(articles: list["Article"]) -> None:
    wanted = {article: pictures_in(article.body) for article in articles}
    ids = {id_ for several in wanted.values() for id_ in several}
    named = select(Picture).where(Picture.id.in_(ids))
    found = {p.id: p for p in db.session.scalars(named)} if ids else {}
    for article, several in wanted.items():
        here = {id_: found[id_] for id_ in several if id_ in found}
        inspect(article).info[KEPT] = (article.body, here)
