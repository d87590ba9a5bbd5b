"""The newsroom's form fields; models/input_rules.py has the rules they apply."""

from collections.abc import Callable
from typing import Any

from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import StopValidation, ValidationError

from extensions import db
from importers.markdown.figures import NOT_HERE
from importers.markdown.reading import read_markdown
from importers.markdown.tokens import MarkdownProblem
from importers.markdown.writing import write_markdown
from models.email_address import Address, BadAddress
from models.input_rules import (
    LARGEST_ID,
    clean_line,
    clean_text,
    is_web_address,
    read_number,
)
from models.pictures.picture import Picture
from models.slug import LONGEST, is_slug, slug_of

LONGEST_PROSE = 20_000  # characters of Markdown
NO_WEB_ADDRESS = "Enter a web address, such as https://example.org/about."
NO_EMAIL = "This is not an e-mail address. It should look like name@example.org."
Rule = Callable[[Any, Any], None]


def needed(message: str) -> Rule:
    def check(_form: Any, field: Any) -> None:
        if not field.data:
            raise StopValidation(message)

    return check


def at_most(longest: int) -> Rule:
    def check(_form: Any, field: Any) -> None:
        length = len(field.data or "")
        if length > longest:
            explanation = f"Use at most {longest} characters. This has {length}."
            raise StopValidation(explanation)

    return check


def web_address(_form: Any, field: Any) -> None:
    """May be left empty."""
    if field.data and not is_web_address(field.data):
        raise ValidationError(NO_WEB_ADDRESS)


def email_address(_form: Any, field: Any) -> None:
    """May be left empty."""
    try:
        if field.data:
            Address.read(field.data)
    except BadAddress:
        raise ValidationError(NO_EMAIL) from None


def slug(_form: Any, field: Any) -> None:
    """May be left empty."""
    if field.data and not is_slug(field.data):
        raise ValidationError(bad_slug(field.data))


def bad_slug(typed: str) -> str:
    return (
        "Use only lower-case letters a–z, digits and single hyphens, for example "
        f"“{slug_of(typed)}”."
    )


class LineField(StringField):  # type: ignore[misc]
    """One line of text, at most `longest` characters."""

    def __init__(self, label: str, longest: int, *rules: Rule, **more: Any) -> None:
        super().__init__(label, [*rules, at_most(longest)], [clean_line], **more)


class TextField(TextAreaField):  # type: ignore[misc]
    """Text with line breaks, at most `longest` characters."""

    def __init__(self, label: str, longest: int, *rules: Rule, **more: Any) -> None:
        super().__init__(label, [*rules, at_most(longest)], [clean_text], **more)


class SlugField(LineField):
    """The last part of an address; may be left empty."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, LONGEST, slug, **more)


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
        self.data = read_number(typed, self.low, self.high)
        if self.data is None:
            explanation = f"Enter a whole number from {self.low} to {self.high}."
            raise ValueError(explanation)


class PictureField(NumberField):
    """The number of a picture of the library, or nothing."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, low=1, high=LARGEST_ID, needed=False, **more)

    @property
    def picture(self) -> Picture | None:
        return db.session.get(Picture, self.data) if self.data else None

    def pre_validate(self, _form: Any) -> None:
        if self.data and self.picture is None:
            explanation = f"There is no picture number {self.data} in the library."
            raise ValidationError(explanation)


class ProseField(TextField):
    """A short text with paragraphs, emphasis and links, typed as Markdown.

    `data` is the Markdown; `html` the rendered text, once validated.
    """

    html = ""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, LONGEST_PROSE, **more)

    def show(self, html: str) -> None:
        self.data = write_markdown(html, "", is_story=False)

    def post_validate(self, _form: Any, validation_stopped: bool) -> None:  # noqa: FBT001
        if validation_stopped:
            return
        try:
            read = read_markdown(self.data, is_story=False)
        except MarkdownProblem as problem:
            plain = "This text cannot contain pictures. Remove the picture."
            explanation = plain if str(problem) == NOT_HERE else str(problem)
            raise ValidationError(f"Line {problem.line}: {explanation}") from None
        self.html = read.opening + read.rest


def differing(form: Any, stored: Any) -> list[tuple[str, object]]:
    """The label and stored value of each field that differs."""
    return [
        (field.label.text, field.data)
        for field in stored
        if field.type != "HiddenField" and field.data != form[field.short_name].data
    ]
