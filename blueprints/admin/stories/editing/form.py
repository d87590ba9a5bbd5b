"""The story form: submitted values, their problems, and what they change."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from blueprints.admin.stories.editing.address import BadAddress, read_slug, typed_slug
from blueprints.admin.stories.editing.names import Names, names_of, read_names
from blueprints.admin.stories.labels import FIELD_LABELS
from extensions import db
from models.body.bounds import TangledHTML
from models.body.markup import Body, join_body, read_body
from models.input_rules import LARGEST_ID, clean_line, longest, read_number
from models.pictures.picture import Picture
from models.stories.article import KINDS, Article
from models.stories.content import PLACEMENT_LISTS, Content
from models.stories.revision import Revision

LINES = ("headline", "dek", "seo_title", "seo_description")
LONGEST = {
    **{name: longest(getattr(Article, name)) for name in (*LINES, "slug")},
    "revision_name": longest(Revision.name),
}
LONGEST_BODY = 2_000_000  # characters of HTML
MOST_NAMES = 200
LONGEST_DIGESTS = 2_000  # characters of JSON
TOO_LONG = f"The text has more than {LONGEST_BODY:,} characters. Split the story."


@dataclass
class StoryForm:
    """`values` and `problems` are by field.

    `story_key` identifies the story, `tab_id` the open page. `began_with` has a digest
    of each field as the page last loaded it: fields that differ were changed there.
    `chosen` are fields to replace with the version that somebody else saved.
    """

    values: dict[str, str]
    names: Names
    version: int = 0
    story_key: str = ""
    tab_id: str = ""
    began_with: dict[str, str] = field(default_factory=dict)
    chosen: frozenset[str] = frozenset()
    body: Body | None = None
    body_problem: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, content: Content, version: int, article: Article) -> "StoryForm":
        """The form filled with the stored values."""
        values = {name: str(getattr(content, name)) for name in LINES}
        values |= {
            "kind": content.kind,
            "slug": typed_slug(content, article),
            "body": join_body(content.opening, content.rest),
            "lead_picture": str(content.lead_picture or ""),
            "revision_name": "",
        }
        form = cls(values, names_of(content), version, article.key)
        form.body = Body(content.opening, content.rest)
        form.began_with = form.digests()
        return form

    @classmethod
    def sent(cls, form: MultiDict[str, str]) -> "StoryForm":
        """The submitted form. Slow for a long text: call it before the transaction."""
        lines = (*LONGEST, "kind", "lead_picture")
        values = {name: clean_line(form.get(name)) for name in lines}
        names = {
            name: [line for typed in form.getlist(name) if (line := clean_line(typed))]
            for name in PLACEMENT_LISTS
        }
        values["body"] = form.get("body", "")
        # The slow part: parses and sanitises the HTML.
        body, body_problem = _read_body(values["body"])
        return cls(
            values,
            names,
            version=read_number(form.get("version", ""), 0, LARGEST_ID) or 0,
            story_key=clean_line(form.get("story_key", "")),
            tab_id=clean_line(form.get("tab_id", ""))[:40],
            began_with=_digests(form.get("began_with", "")),
            chosen=frozenset(
                n for n in FIELD_LABELS if form.get(f"take_{n}") == "theirs"
            ),
            body=body,
            body_problem=body_problem,
        )

    @property
    def stored_body(self) -> str:
        """The cleaned body as one text; empty if it is invalid."""
        return join_body(self.body.opening, self.body.rest) if self.body else ""

    @property
    def fields(self) -> dict[str, Any]:
        """All stored fields by name."""
        return {
            name: value
            for name, value in (self.values | self.names).items()
            if name != "revision_name"
        }

    def digests(self) -> dict[str, str]:
        """A digest of each stored field; for an invalid field the page's old one."""
        lines = {name: self.values[name][: LONGEST[name]] for name in LINES}
        body = {"body": self.stored_body or self.values["body"]}
        digests = {n: _digest(v) for n, v in (self.fields | lines | body).items()}
        # Lines are cut to length and stored, so they have a digest of their own.
        wrong = self.problems.keys() - LINES
        return digests | {name: self.began_with.get(name, "") for name in wrong}

    def merge(self, theirs: "StoryForm") -> tuple["StoryForm", list[str], list[str]]:
        """Takes `theirs` for the fields that this page did not change.

        Also the names of those fields, and of the fields that both changed.
        """
        mine, saved = self.digests(), theirs.digests()
        differing = [name for name in mine if mine[name] != saved[name]]
        untouched = [n for n in differing if mine[n] == self.began_with.get(n)]
        both = [
            name
            for name in differing
            # Changed here and there, in different ways.
            if name not in untouched and saved[name] != self.began_with.get(name)
        ]
        return self.with_fields(theirs, untouched), untouched, both

    def with_chosen(self, theirs: "StoryForm") -> "StoryForm":
        """Takes the chosen fields from theirs, unless these have changed since."""
        if self.version != theirs.version:
            return self
        return self.with_fields(theirs, self.chosen)

    def with_fields(self, theirs: "StoryForm", names: Iterable[str]) -> "StoryForm":
        taken = {name: theirs.fields[name] for name in names}
        body = theirs.body if "body" in taken else self.body
        return replace(
            self,
            values=self.values | {n: v for n, v in taken.items() if n in self.values},
            names=self.names | {n: v for n, v in taken.items() if n in self.names},
            body=body,
            # Problems are found again when the merged form is read.
            problems={},
        )

    def read(self, article: Article, before: Content) -> Content:
        """The submitted fields; an invalid one keeps its stored value."""
        self._measure()
        body = self._body(before)
        ids, wrong = read_names(self._few_names(), before)
        self.problems = wrong | self.problems
        places: Mapping[str, Any] = ids
        lines: Mapping[str, Any] = {n: self.values[n][: LONGEST[n]] for n in LINES}
        return Content(
            **lines,
            **places,
            kind=self.values["kind"] if self.values["kind"] in KINDS else before.kind,
            slug=self._slug(article, before),
            opening=body.opening,
            rest=body.rest,
            lead_picture=self._lead_picture(before),
        )

    def _measure(self) -> None:
        for name, most in LONGEST.items():
            length = len(self.values[name])
            if length > most:
                label = FIELD_LABELS[name]
                self.problems[name] = (
                    f"{label}: use at most {most} characters. This has {length}."
                )

    def _body(self, before: Content) -> Body:
        if self.body:
            return self.body
        self.problems["body"] = self.body_problem
        return Body(before.opening, before.rest)

    def _few_names(self) -> Names:
        for name, written in self.names.items():
            if len(written) > MOST_NAMES:
                self.problems[name] = f"At most {MOST_NAMES} names fit here."
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
        id_ = read_number(typed, 1, LARGEST_ID)
        if id_ and db.session.get(Picture, id_):
            return id_
        self.problems["lead_picture"] = f"There is no picture “{typed[:40]}”."
        return before.lead_picture


def _read_body(html: str) -> tuple[Body | None, str]:
    """The cleaned body, or the problem with it."""
    if len(html) > LONGEST_BODY:
        return None, TOO_LONG
    try:
        return read_body(html), ""
    except TangledHTML as tangle:
        return None, str(tangle)


def _digest(value: str | list[str]) -> str:
    text = value if isinstance(value, str) else "\n".join(value)
    return hashlib.blake2b(text.strip().encode(), digest_size=6).hexdigest()


def _digests(text: str) -> dict[str, str]:
    """Empty for invalid JSON: then every field counts as changed."""
    try:
        read = json.loads(text[:LONGEST_DIGESTS]) if text else {}
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
