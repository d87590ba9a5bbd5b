"""The words of a picture as a form, with the point that every crop shows."""

import re
from typing import Any
from urllib.parse import urlsplit

from wtforms import (
    FloatField,
    Form,
    HiddenField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.widgets import NumberInput

from models.pictures.picture import WORDS, Picture

CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
LABELS = {
    "alt_text": "Alt text",
    "caption": "Caption",
    "credit": "Credit",
    "credit_url": "Address of the credit",
    "focal_x": "From the left",
    "focal_y": "From the top",
}


class Share(FloatField):  # type: ignore[misc]
    """A part of a side, from 0 to 1, written as per cent with one decimal."""

    widget = NumberInput(min=0, max=100, step=0.1)

    def process_data(self, value: float | None) -> None:
        self.data: float | None = None if value is None else round(value * 100, 1)

    @property
    def share(self) -> float:
        return (self.data or 0.0) / 100

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:g}"

    def process_formdata(self, values: list[str]) -> None:
        try:
            self.data = float(values[0].replace(",", ".")) if values else None
        except ValueError:
            self.data = None


def _line(typed: str | None) -> str:
    return " ".join(CONTROLS.sub(" ", typed or "").split())


def _short_enough(form: Form, field: StringField) -> None:  # noqa: ARG001
    most = getattr(Picture, field.short_name).type.length
    if len(field.data) > most:
        said = f"At most {most} characters: this has {len(field.data)}."
        raise ValidationError(said)


def _is_share(form: Form, field: Share) -> None:  # noqa: ARG001
    if field.data is None or not 0 <= field.data <= 100:
        raise ValidationError("Between 0 and 100.")


def _text(kind: type[StringField], name: str) -> StringField:
    return kind(LABELS[name], [_short_enough], filters=[_line])


class WordsForm(Form):  # type: ignore[misc]
    """`version` names the words that it was filled with."""

    alt_text = _text(TextAreaField, "alt_text")
    caption = _text(TextAreaField, "caption")
    credit = _text(StringField, "credit")
    credit_url = _text(StringField, "credit_url")
    focal_x = Share(LABELS["focal_x"], [_is_share])
    focal_y = Share(LABELS["focal_y"], [_is_share])
    version = HiddenField()

    @classmethod
    def of(cls, picture: Picture, prefix: str = "") -> "WordsForm":
        return cls(obj=picture, data={"version": picture.words_version}, prefix=prefix)

    def validate_credit_url(self, field: StringField) -> None:
        if field.data and not _is_address(field.data):
            said = "An address that begins with https:// or http://, or nothing."
            raise ValidationError(said)

    def is_overtaken(self, picture: Picture) -> bool:
        """Somebody else has changed the words since this form was opened."""
        return self.version.data != picture.words_version and bool(
            self.changes(picture)
        )

    def changes(self, picture: Picture) -> dict[str, Any]:
        """What this would change, by field, with what is there now."""
        stored = WordsForm.of(picture)
        fields = (self[name] for name in LABELS)
        return {
            field.short_name: stored[field.short_name].data
            for field in fields
            if field.data != stored[field.short_name].data
        }

    def apply_to(self, picture: Picture) -> None:
        changed = self.changes(picture)
        for name in WORDS:
            if name in changed:
                setattr(picture, name, self[name].data)
        # What was shown rounded, and left as it was, stays as exact as it is.
        if {"focal_x", "focal_y"} & changed.keys():
            picture.focus_on(self.focal_x.share, self.focal_y.share)


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in text
    )
