"""An issue as a form: its texts, and its parts in order."""

import re
from dataclasses import dataclass
from itertools import count
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from wtforms import Form

from blueprints.admin.fields import LineField, ProseField
from extensions import db
from models.newsletter.issue import (
    LONGEST_PREHEADER,
    LONGEST_SUBJECT,
    IssueItem,
    NewsletterIssue,
)
from models.stories.article import Article

MOST_PARTS = 60
LONGEST_TAB_ID = 40
MOVES = {"up": -1, "down": 1}
PART = re.compile(r"[0-9]{1,9}|note-[0-9]{1,3}")  # the id of a story, or a note


class NoteForm(Form):  # type: ignore[misc]
    text = ProseField("Note")


@dataclass(frozen=True)
class Part:
    """A story, or a note with its field. `id` is its value in the form."""

    id: str
    name: str
    note: NoteForm | None = None


class IssueForm(Form):  # type: ignore[misc]
    subject = LineField("Subject", LONGEST_SUBJECT)
    preheader = LineField("Preview line", LONGEST_PREHEADER)
    intro = ProseField("Introduction")

    def __init__(self, formdata: Any = None, **more: Any) -> None:
        super().__init__(formdata, **more)
        self.sent: list[str] | None = rearranged(formdata) if formdata else None
        ids = formdata.getlist("part") if formdata else []
        self.notes = {
            id_: NoteForm(formdata, prefix=id_)
            for id_ in ids
            if PART.fullmatch(id_) and not id_.isdecimal()
        }

    def validate(self, *given: Any, **more: Any) -> bool:
        notes = [note.validate() for note in self.notes.values()]
        return super().validate(*given, **more) and all(notes)

    def show(self, issue: NewsletterIssue) -> None:
        self.subject.data, self.preheader.data = issue.subject, issue.preheader
        self.intro.show(issue.intro)

    def parts(self, issue: NewsletterIssue) -> list[Part]:
        """As sent, until it is saved: then as stored, with its notes numbered anew."""
        if self.sent is None:
            return self._stored(issue)
        headlines = _headlines(self.sent)
        return [
            Part(id_, headlines[id_]) if id_ in headlines else self._note(id_)
            for id_ in _existing(self.sent, headlines)
        ]

    def _stored(self, issue: NewsletterIssue) -> list[Part]:
        numbers, found = count(1), []
        for item in issue.items:
            if item.article:
                found.append(Part(str(item.article.id), item.article.headline))
            elif item.article_id is None:
                found.append(self._note(f"note-{next(numbers)}", item.note))
        return found

    def _note(self, id_: str, html: str = "") -> Part:
        note = self.notes.get(id_) or _note_form(id_, html)
        note.text.label.text = name = id_.replace("note-", "Note ")
        return Part(id_, name, note)

    def fill(self, issue: NewsletterIssue, tab_id: str) -> None:
        """Afterwards the form shows what is stored."""
        issue.subject, issue.preheader = self.subject.data, self.preheader.data
        issue.intro = self.intro.html
        issue.tab_id = tab_id[:LONGEST_TAB_ID]
        sent = self.sent or []
        items = [self._item(id_) for id_ in _existing(sent, _headlines(sent))]
        if [_content(one) for one in items] != [_content(one) for one in issue.items]:
            issue.items = items
        self.sent = None
        self.notes.clear()

    def _item(self, id_: str) -> IssueItem:
        if id_.isdecimal():
            return IssueItem(article_id=int(id_), note="")
        note = self.notes.get(id_)
        return IssueItem(note=note.text.html if note else "")


def _headlines(ids: list[str]) -> dict[str, str]:
    """Of the stories among these parts, by their ids."""
    numbers = [int(id_) for id_ in ids if id_.isdecimal()]
    named = select(Article.id, Article.headline).where(Article.id.in_(numbers))
    return {str(id_): headline for id_, headline in db.session.execute(named)}


def _existing(ids: list[str], headlines: dict[str, str]) -> list[str]:
    """Without stories that were deleted meanwhile."""
    return [id_ for id_ in ids if id_ in headlines or not id_.isdecimal()]


def _content(item: IssueItem) -> tuple[int | None, str]:
    return item.article_id, item.note


def _note_form(id_: str, html: str) -> NoteForm:
    form = NoteForm(prefix=id_)
    form.text.show(html)
    return form


def rearranged(form: MultiDict[str, str]) -> list[str]:
    """The parts as they are, with the one change whose button was pressed: `up:7`,
    `down:7`, `remove:7` or `add:7`, where notes are `note-1`; or `note`, a new one.
    """
    parts = [one for one in form.getlist("part") if PART.fullmatch(one)]
    action, _, id_ = form.get("action", "").partition(":")
    if action == "add" and id_.isdecimal() and PART.fullmatch(id_):
        parts.append(id_)
    if action == "note":
        numbers = [int(one[5:]) for one in parts if not one.isdecimal()]
        parts.append(f"note-{max(numbers, default=0) + 1}")
    if action == "remove" and id_ in parts:
        parts.remove(id_)
    if action in MOVES and id_ in parts:
        place = parts.index(id_)
        parts.insert(max(0, place + MOVES[action]), parts.pop(place))
    return list(dict.fromkeys(parts))[:MOST_PARTS]
