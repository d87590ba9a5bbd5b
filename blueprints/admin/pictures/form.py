"""The form for a picture's details, with the focal point of its crops."""

from typing import Any

from wtforms import FloatField, Form, HiddenField, ValidationError
from wtforms.widgets import NumberInput, TextArea

from blueprints.admin.fields import LineField, Rule, web_address
from models.input_rules import longest
from models.pictures.picture import WORDS, Picture

LABELS = {
    "alt_text": "Alt text",
    "caption": "Caption",
    "credit": "Credit",
    "credit_url": "Credit link",
    "focal_x": "From the left",
    "focal_y": "From the top",
}


class Share(FloatField):  # type: ignore[misc]
    """A fraction from 0 to 1, shown as a percentage with one decimal."""

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
            # Some keyboards type a decimal comma.
            self.data = float(values[0].replace(",", ".")) if values else None
        except ValueError:
            self.data = None


def _is_share(form: Form, field: Share) -> None:  # noqa: ARG001
    if field.data is None or not 0 <= field.data <= 100:
        raise ValidationError("Enter a number from 0 to 100.")


def _line(name: str, *rules: Rule, **more: Any) -> LineField:
    return LineField(LABELS[name], longest(getattr(Picture, name)), *rules, **more)


class DetailsForm(Form):  # type: ignore[misc]
    """`version` identifies the stored details that the form was filled from."""

    alt_text = _line("alt_text", widget=TextArea())
    caption = _line("caption", widget=TextArea())
    credit = _line("credit")
    credit_url = _line("credit_url", web_address)
    focal_x = Share(LABELS["focal_x"], [_is_share])
    focal_y = Share(LABELS["focal_y"], [_is_share])
    version = HiddenField()

    @classmethod
    def of(cls, picture: Picture, prefix: str = "") -> "DetailsForm":
        return cls(
            obj=picture, data={"version": picture.details_version}, prefix=prefix
        )

    def is_overtaken(self, picture: Picture) -> bool:
        """Whether somebody else changed the details since this form was opened."""
        return self.version.data != picture.details_version and bool(
            self.changes(picture)
        )

    def changes(self, picture: Picture) -> dict[str, Any]:
        """The stored values of the fields that this form would change."""
        stored = DetailsForm.of(picture)
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
        # The form shows rounded values: an unchanged field keeps the exact one.
        if {"focal_x", "focal_y"} & changed.keys():
            picture.focus_on(self.focal_x.share, self.focal_y.share)
