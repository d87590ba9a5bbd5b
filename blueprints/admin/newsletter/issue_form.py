"""An issue as a form: its words, and its parts in order."""

from collections.abc import Sequence

from werkzeug.datastructures import MultiDict
from wtforms import Form

from blueprints.admin.fields import LineField, ProseField
from models.newsletter.issue import (
    LONGEST_PREHEADER,
    LONGEST_SUBJECT,
    IssueItem,
    NewsletterIssue,
)

MOST_PARTS = 60
MOVES = {"up": -1, "down": 1}
NOTE = "note"


class IssueForm(Form):  # type: ignore[misc]
    subject = LineField("Subject", LONGEST_SUBJECT)
    preheader = LineField("Preview line", LONGEST_PREHEADER)
    intro = ProseField("Introduction")

    def show(self, issue: NewsletterIssue) -> None:
        self.subject.data, self.preheader.data = issue.subject, issue.preheader
        self.intro.show(issue.intro)

    def fill(self, issue: NewsletterIssue, parts: Sequence[str]) -> None:
        """`parts` are ids of stories, in order."""
        issue.subject, issue.preheader = self.subject.data, self.preheader.data
        issue.intro = self.intro.html
        issue.items = [IssueItem(article_id=int(id_), note="") for id_ in parts]


def rearranged(form: MultiDict[str, str]) -> list[str]:
    """The parts as they are, with the one change whose button was pressed:
    `up:7`, `down:7`, `remove:7` or `add:7`.
    """
    parts = [one for one in form.getlist("part") if one.isdecimal() and len(one) < 10]
    action, _, id_ = form.get("action", "").partition(":")
    if action == "add" and id_.isdecimal() and id_ not in parts:
        parts.append(id_)
    if action == "remove" and id_ in parts:
        parts.remove(id_)
    if action in MOVES and id_ in parts:
        place = parts.index(id_)
        parts.insert(max(0, place + MOVES[action]), parts.pop(place))
    return list(dict.fromkeys(parts))[:MOST_PARTS]
