"""What is written in a story, as a form: read for a save, checked, and never lost."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from blueprints.admin.stories.address import BadAddress, read_slug, typed_slug
from blueprints.admin.stories.labels import FIELD_LABELS
from blueprints.admin.stories.names import Names, names_of, read_names
from extensions import db
from models.body.markup import join_body, read_body
from models.body.node import TangledHTML
from models.pictures.picture import Picture
from models.stories.article import KINDS, Article
from models.stories.content import PLACES, Content

LONGEST = {
    "headline": 300,
    "dek": 1000,
    "seo_title": 300,
    "seo_description": 1000,
    "slug": 200,
    "revision_name": 200,
}
LINES = ("headline", "dek", "seo_title", "seo_description")
LONGEST_BODY = 2_000_000  # characters of HTML
MOST_NAMES = 200
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
SPACES = re.compile(r"\s+")
TANGLED = (
    "This text is nested too deeply to be read. Take a list out of a list, or paste it "
    "as plain text."
)
TOO_LONG = f"The text has more than {LONGEST_BODY:,} characters: divide the story."


@dataclass
class StoryForm:
    """`values` is what was typed, by field; `problems` what is wrong with it.

    `page` names the open page it comes from; `theirs` the fields to be taken from what
    somebody else has saved.
    """

    values: dict[str, str]
    names: Names
    version: int = 0
    page: str = ""
    theirs: frozenset[str] = frozenset()
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, content: Content, version: int, article: Article) -> "StoryForm":
        """What is stored, as it is shown in the form."""
        values = {name: str(getattr(content, name)) for name in LINES}
        values |= {
            "kind": content.kind,
            "slug": typed_slug(content, article),
            "body": join_body(content.opening, content.rest),
            "lead_picture": str(content.lead_picture or ""),
            "revision_name": "",
        }
        return cls(values, names_of(content), version)

    @classmethod
    def sent(cls, form: MultiDict[str, str]) -> "StoryForm":
        values = {name: _line(form.get(name, "")) for name in LONGEST}
        values |= {name: _line(form.get(name, "")) for name in ("kind", "lead_picture")}
        values["body"] = form.get("body", "")
        names = {
            name: [line for typed in form.getlist(name) if (line := _line(typed))]
            for name in PLACES
        }
        return cls(
            values,
            names,
            version=_number(form.get("version", "")) or 0,
            page=_line(form.get("page", ""))[:40],
            theirs=frozenset(
                n for n in FIELD_LABELS if form.get(f"take_{n}") == "theirs"
            ),
        )

    def take(self, theirs: "StoryForm") -> None:
        """Replaces what was chosen from theirs, knowing it."""
        if self.version != theirs.version:
            return
        for name in self.theirs:
            if name in PLACES:
                self.names[name] = theirs.names[name]
            else:
                self.values[name] = theirs.values[name]

    def read(self, article: Article, before: Content) -> Content:
        """What the form says. What it says wrongly is in `problems`, and as it was."""
        self._measure()
        opening, rest = self._body(before)
        ids, wrong = read_names(self._few_names(), before)
        self.problems = wrong | self.problems
        places: Mapping[str, Any] = ids
        lines: Mapping[str, Any] = {n: self.values[n][: LONGEST[n]] for n in LINES}
        return Content(
            **lines,
            **places,
            kind=self.values["kind"] if self.values["kind"] in KINDS else before.kind,
            slug=self._slug(article, before),
            opening=opening,
            rest=rest,
            lead_picture=self._lead_picture(before),
        )

    def _measure(self) -> None:
        for name, most in LONGEST.items():
            length = len(self.values[name])
            if length > most:
                label = FIELD_LABELS[name]
                self.problems[name] = (
                    f"{label}: at most {most} characters. This has {length}."
                )

    def _body(self, before: Content) -> tuple[str, str]:
        if len(self.values["body"]) > LONGEST_BODY:
            self.problems["body"] = TOO_LONG
            return before.opening, before.rest
        try:
            body = read_body(self.values["body"])
        except TangledHTML:
            self.problems["body"] = TANGLED
            return before.opening, before.rest
        return body.opening, body.rest

    def _few_names(self) -> Names:
        for name, written in self.names.items():
            if len(written) > MOST_NAMES:
                self.problems[name] = f"At most {MOST_NAMES} can be named."
        return {name: written[:MOST_NAMES] for name, written in self.names.items()}

    def _slug(self, article: Article, before: Content) -> str:
        headline = self.values["headline"]
        try:
            return read_slug(self.values["slug"], headline, article, before)
        except BadAddress as bad:
            self.problems.setdefault("slug", str(bad))
            return before.slug

    def _lead_picture(self, before: Content) -> int | None:
        typed = self.values["lead_picture"]
        if not typed or typed == str(before.lead_picture):
            return before.lead_picture if typed else None
        id_ = _number(typed)
        if id_ and db.session.get(Picture, id_):
            return id_
        self.problems["lead_picture"] = f"There is no picture “{typed[:40]}”."
        return before.lead_picture


def _line(text: str) -> str:
    return SPACES.sub(" ", CONTROLS.sub("", text)).strip()


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 and int(text) else None
