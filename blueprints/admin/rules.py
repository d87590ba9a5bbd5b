"""What may be typed into the newsroom's forms: the importer's rules, told to people."""

from collections.abc import Callable
from typing import Any

from wtforms import IntegerField, TextAreaField
from wtforms.validators import StopValidation, ValidationError

from extensions import db
from importers.content.fields import UNFIT, UNFIT_IN_LINE, holds
from importers.content.figures import NOT_HERE
from importers.content.markdown import read_markdown
from importers.content.prose import write_markdown
from importers.content.slugs import is_slug, slug_of
from importers.content.tokens import MarkdownProblem
from models.pictures.picture import Picture

LONGEST_PROSE = 20_000  # characters of Markdown
MOST_PICTURES = 2**31 - 1
LONGEST_NUMBER = 12  # characters
Rule = Callable[[Any, Any], None]


def trimmed(typed: str | None) -> str:
    return (typed or "").strip()


def with_plain_breaks(typed: str | None) -> str:
    """Browsers send two characters for a line break."""
    return trimmed((typed or "").replace("\r\n", "\n").replace("\r", "\n"))


def needed(message: str) -> Rule:
    def check(_form: Any, field: Any) -> None:
        if not field.data:
            raise StopValidation(message)

    return check


def one_line(most: int) -> Rule:
    def check(_form: Any, field: Any) -> None:
        _refuse_unfit(field.data, most)
        found = UNFIT_IN_LINE.search(field.data)
        if found:
            raise ValidationError(f"This {holds(found[0])}")

    return check


def words(most: int) -> Rule:
    """Text with line breaks."""

    def check(_form: Any, field: Any) -> None:
        _refuse_unfit(field.data, most)

    return check


def slug(_form: Any, field: Any) -> None:
    """May be left empty."""
    if field.data and not is_slug(field.data):
        raise ValidationError(
            "An address is made of small letters without accents, digits and single "
            f"hyphens: “{slug_of(field.data)}”, for example."
        )


class NumberField(IntegerField):  # type: ignore[misc]
    """A whole number within bounds; empty only where that is allowed."""

    def __init__(
        self, label: str, *, low: int, high: int, needed: bool = True, **more: Any
    ) -> None:
        bounds = {"min": low, "max": high, "inputmode": "numeric"}
        super().__init__(label, render_kw=bounds, **more)
        self.low, self.high, self.needed = low, high, needed

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not typed and not self.needed:
            return
        is_number = typed.removeprefix("-").isdecimal() and len(typed) < LONGEST_NUMBER
        if not is_number or not self.low <= int(typed) <= self.high:
            said = f"This takes a whole number from {self.low} to {self.high}."
            raise ValueError(said)
        self.data = int(typed)


class PictureField(NumberField):
    """The number of a picture of the library, or nothing."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, low=1, high=MOST_PICTURES, needed=False, **more)

    @property
    def picture(self) -> Picture | None:
        return db.session.get(Picture, self.data) if self.data else None

    def pre_validate(self, _form: Any) -> None:
        if self.data and self.picture is None:
            said = f"There is no picture number {self.data} in the library."
            raise ValidationError(said)


class ProseField(TextAreaField):  # type: ignore[misc]
    """A short text with paragraphs, emphasis and links, typed as Markdown.

    `data` is what is typed; `html` what becomes of it once it is valid.
    """

    html = ""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, filters=[with_plain_breaks], **more)

    def show(self, html: str) -> None:
        self.data = write_markdown(html, "", is_story=False)

    def pre_validate(self, _form: Any) -> None:
        _refuse_unfit(self.data, LONGEST_PROSE)
        try:
            read = read_markdown(self.data, is_story=False)
        except MarkdownProblem as problem:
            plain = "A picture has no place in this text: take it out."
            said = plain if str(problem) == NOT_HERE else str(problem)
            raise ValidationError(f"Line {problem.line}: {said}") from None
        self.html = read.opening + read.rest


def _refuse_unfit(text: str, most: int) -> None:
    if len(text) > most:
        said = f"This takes {most} characters at most, and has {len(text)}."
        raise StopValidation(said)
    found = UNFIT.search(text)
    if found:
        raise StopValidation(f"This {holds(found[0])}")
