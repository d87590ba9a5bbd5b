"""The form for an unsaved front-page arrangement."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from blueprints.admin.front_page.place_form import TypedPlace
from models.front_page import LEADING, Arrangement
from models.input_rules import LARGEST_ID, read_number

MOST_PLACES = 30


@dataclass
class Arranging:
    """`version` is of the stored arrangement that this one began with; `done` says what
    the last action did.
    """

    places: list[TypedPlace]
    version: str
    done: str = ""
    problems: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, stored: Arrangement, version: str, zone: ZoneInfo) -> Self:
        return cls([TypedPlace.of(place, zone) for place in stored], version)

    @classmethod
    def sent(cls, form: MultiDict[str, str]) -> Self:
        columns = [
            form.getlist(name)[:MOST_PLACES] for name in ("article", "until", "kept")
        ]
        rows = zip(*columns, strict=False)
        places = [
            TypedPlace(_number(id_), until[:40], kept[:40]) for id_, until, kept in rows
        ]
        places += [TypedPlace() for _ in range(LEADING - len(places))]
        return cls(places, form.get("version", ""))

    def read(self, zone: ZoneInfo, now: datetime) -> Arrangement:
        """Also finds deleted stories. Fills `problems`."""
        self.problems = []
        read = tuple(place.read(zone, now) for place in self.places)
        ids = [place.article_id for place in read if place.article_id]
        if len(set(ids)) < len(ids):
            self.problems.append("A story appears twice. Remove one of the two.")
        return read

    @property
    def is_right(self) -> bool:
        return not self.problems and not any(place.problem for place in self.places)

    # ---- actions

    def do(self, action: str, names: Mapping[int, str]) -> None:
        """`action` names an action and a slot: “up:3”; unknown ones change nothing."""
        what, _, where = action.partition(":")
        number = _number(where, least=0)
        if number is None:
            return
        if what in ("add", "add-lead"):
            self._add(number, lead=what == "add-lead", names=names)
        elif number < len(self.places) and what in ACTIONS:
            self.done = ACTIONS[what](self, number, names)

    def _add(self, id_: int, *, lead: bool, names: Mapping[int, str]) -> None:
        for number, place in enumerate(self.places):
            if place.article_id == id_:
                self.places[number] = TypedPlace()
        goal = self._free_place()
        pushed_out = self.places.pop(goal).article_id
        goal = 0 if lead else goal
        self.places.insert(goal, TypedPlace(id_))
        self.done = f"Added “{names.get(id_, 'The story')}”: {place_name(goal)}."
        if pushed_out:
            self.done += f" Removed “{names.get(pushed_out, 'Untitled')}”."

    def _free_place(self) -> int:
        """The first empty slot, or else the last leading one."""
        heads = self.places[:LEADING]
        empty = [n for n, place in enumerate(heads) if not place.article_id]
        return empty[0] if empty else LEADING - 1


def _move(
    arranging: Arranging, number: int, goal: int, names: Mapping[int, str]
) -> str:
    places = arranging.places
    goal = min(max(goal, 0), len(places) - 1)
    places.insert(goal, places.pop(number))
    name = names.get(places[goal].article_id or 0)
    return (
        f"Moved {f'“{name}”' if name else 'the empty place'}: now {place_name(goal)}."
    )


def _empty(arranging: Arranging, number: int, names: Mapping[int, str]) -> str:
    name = names.get(arranging.places[number].article_id or 0, "The story")
    arranging.places[number] = TypedPlace()
    return f"Removed “{name}”. The newest story takes its place."


ACTIONS = {
    "up": lambda a, n, names: _move(a, n, n - 1, names),
    "down": lambda a, n, names: _move(a, n, n + 1, names),
    "lead": lambda a, n, names: _move(a, n, 0, names),
    "empty": _empty,
}


def place_name(number: int) -> str:
    if number >= LEADING:
        return "in reserve"
    return "the lead" if number == 0 else f"place {number + 1}"


def _number(text: str, least: int = 1) -> int | None:
    return read_number(text, least, LARGEST_ID)
