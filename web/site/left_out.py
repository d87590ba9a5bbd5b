"""Leaves stories that fail to render out of lists, and reports them.

One damaged row must not take down a feed, a page or a sitemap. The traceback is
logged. A small file per story shares the report with all processes, for the desk.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypeVar

from flask import current_app
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

log = logging.getLogger("meridian.left_out")
Made = TypeVar("Made")
FOLDER = "left-out"


class Numbered(Protocol):
    @property
    def id(self) -> int: ...


Story = TypeVar("Story", bound=Numbered)


def unless_broken(story: Numbered, caller: Callable[[], str]) -> Markup:
    """For templates: `{% call unless_broken(article) %}…{% endcall %}` in a loop."""
    return Markup(_attempt(story, lambda _story: caller()) or "")  # noqa: S704


def made_of_each(stories: Iterable[Story], make: Callable[[Story], Made]) -> list[Made]:
    """The results of `make` for the stories where it succeeds."""
    made = (_attempt(story, make) for story in stories)
    return [one for one in made if one is not None]


def left_out_since() -> dict[int, datetime]:
    """When each story was last left out, by story id."""
    return {
        int(path.name): datetime.fromtimestamp(path.stat().st_mtime, UTC)
        for path in _folder().glob("[0-9]*")
    }


def _attempt(story: Story, make: Callable[[Story], Made]) -> Made | None:
    try:
        return make(story)
    except SQLAlchemyError:
        raise  # a database failure, not a damaged story
    except Exception:
        log.exception("story %s was left out of a list", story.id)
        _note(story.id)
        return None


def _note(id_: int) -> None:
    try:
        _folder().mkdir(exist_ok=True)
        (_folder() / str(id_)).touch()
    except OSError as error:  # such as a full disk; the log still has the error
        log.warning("story %s could not be noted: %s", id_, error)


def _folder() -> Path:
    instance: Path = current_app.config["SETTINGS"].instance_path
    return instance / FOLDER
