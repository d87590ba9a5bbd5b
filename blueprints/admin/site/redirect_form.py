"""The form of a redirect: two paths of this site, the old one unused."""

from typing import Any

from flask import current_app
from wtforms import Form
from wtforms.validators import ValidationError

from blueprints.admin.fields import LineField, needed
from blueprints.admin.site.redirect_queries import what_lives_at
from models.redirect import LONGEST_PATH, decoded, is_on_this_site
from web.site.dead_links import dead_links

LONGEST_TYPED = 2 * LONGEST_PATH  # with the address of this site

NOT_HERE = "Enter an address on this site, such as /articles/the-story."


def path_on_site(_form: Any, field: Any) -> None:
    """Takes a whole address of this site as well."""
    site_url: str = current_app.config["SITE_URL"]
    field.data = field.data.removeprefix(site_url) or "/"
    if len(field.data) > LONGEST_PATH:
        raise ValidationError(f"Use at most {LONGEST_PATH} characters.")
    if not is_on_this_site(field.data):
        raise ValidationError(NOT_HERE)


class RedirectForm(Form):  # type: ignore[misc]
    old_path = LineField(
        "Old address", LONGEST_TYPED, needed("Write the old address."), path_on_site
    )
    new_path = LineField(
        "New address", LONGEST_TYPED, needed("Write the new address."), path_on_site
    )

    def validate_old_path(self, field: Any) -> None:
        if "?" in field.data or "#" in field.data:
            raise ValidationError("Remove everything from the ? or # on.")
        field.data = decoded(field.data)
        if not is_on_this_site(field.data):
            raise ValidationError(NOT_HERE)
        living = what_lives_at(field.data)
        if living:
            raise ValidationError(living)

    def validate_new_path(self, field: Any) -> None:
        if dead_links([field.data]):
            raise ValidationError(
                f"There is no page at {field.data}. Choose an address that exists."
            )
