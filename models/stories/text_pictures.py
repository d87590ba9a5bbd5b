"""Pictures within story texts, loaded for all stories of the session at once."""

from typing import Protocol

from sqlalchemy import inspect, select

from extensions import db
from models.body.markup import pictures_in
from models.pictures.picture import Picture

KEPT = "text_pictures"  # in the instance state, with the body they were read for


class HasBody(Protocol):
    """An article, which cannot be imported here: it imports this module."""

    @property
    def body(self) -> str: ...


def text_pictures_of(article: HasBody) -> dict[int, Picture]:
    """Pictures by id, without deleted ones."""
    kept = inspect(article).info.get(KEPT)
    if kept is None or kept[0] != article.body:
        _load([article, *_others(article)])
        kept = inspect(article).info[KEPT]
    pictures: dict[int, Picture] = kept[1]
    return pictures


def _others(article: HasBody) -> list[HasBody]:
    """The session's stories whose texts are loaded but whose pictures are not."""
    return [
        other
        for other in db.session.identity_map.values()
        if isinstance(other, type(article)) and _lacks_pictures(other)
    ]


def _lacks_pictures(article: HasBody) -> bool:
    state = inspect(article)
    return "body" not in state.unloaded and KEPT not in state.info


def _load(articles: list[HasBody]) -> None:
    wanted = {article: pictures_in(article.body) for article in articles}
    ids = {id_ for several in wanted.values() for id_ in several}
    named = select(Picture).where(Picture.id.in_(ids))
    found = {p.id: p for p in db.session.scalars(named)} if ids else {}
    for article, several in wanted.items():
        here = {id_: found[id_] for id_ in several if id_ in found}
        inspect(article).info[KEPT] = (article.body, here)
