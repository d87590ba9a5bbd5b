"""The redirect form: an unused address on this site, and its target."""

from typing import Any

from flask import current_app
from wtforms import Form
from wtforms.validators import ValidationError

from blueprints.admin.fields import LineField, needed
from blueprints.admin.site.redirect_queries import what_lives_at
from models.input_rules import is_web_address
from models.redirect import (
    LONGEST_PATH,
    is_on_this_site,
    old_address,
    parts_of,
    without_site,
)
from web.site.dead_links import dead_links

LONGEST_TYPED = 2 * LONGEST_PATH  # including the site's address

NOT_HERE = "Enter an address on this site, such as /articles/the-story."
NOWHERE = (
    "Enter an address on this site, such as /articles/the-story, or a full address "
    "that begins with https:// or http://."
)


def short_path(_form: Any, field: Any) -> None:
    """The path; also accepts a full address of this site."""
    field.data = without_site(field.data, current_app.config["SITE_URL"])
    if len(field.data) > LONGEST_PATH:
        raise ValidationError(f"Use at most {LONGEST_PATH} characters.")


class RedirectForm(Form):  # type: ignore[misc]
    old_path = LineField(
        "Old address", LONGEST_TYPED, needed("Enter the old address."), short_path
    )
    new_path = LineField(
        "New address", LONGEST_TYPED, needed("Enter the new address."), short_path
    )

    def validate_old_path(self, field: Any) -> None:
        if "#" in field.data:
            raise ValidationError("Remove the # and everything after it.")
        if "?" in parts_of(field.data)[0]:
            raise ValidationError("Write the old address without %3F.")
        field.data = old_address(field.data)
        if not is_on_this_site(field.data):
            raise ValidationError(NOT_HERE)
        if len(field.data) > LONGEST_PATH:  # encoding makes a query longer
            raise ValidationError(f"Use at most {LONGEST_PATH} characters.")
        living = what_lives_at(field.data)
        if living:
            raise ValidationError(living)

    def validate_new_path(self, field: Any) -> None:
        if not (is_on_this_site(field.data) or is_web_address(field.data)):
            raise ValidationError(NOWHERE)
        if dead_links([field.data]):
            raise ValidationError(
                f"There is no page at {field.data}. Choose an address that exists."
            )
