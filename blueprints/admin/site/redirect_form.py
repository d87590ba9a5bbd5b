"""What may be typed as a redirect: two paths of this site, the old one unused."""

from typing import Any

from flask import current_app
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import ValidationError

from blueprints.admin.rules import needed, trimmed
from blueprints.admin.site.redirect_queries import what_lives_at
from models.redirect import LONGEST_PATH, decoded, is_on_this_site
from web.site.dead_links import dead_links


def path_on_site(_form: Any, field: Any) -> None:
    """A whole address of this site will do as well."""
    site_url: str = current_app.config["SITE_URL"]
    field.data = field.data.removeprefix(site_url) or "/"
    if len(field.data) > LONGEST_PATH:
        raise ValidationError(f"A path has {LONGEST_PATH} characters at most.")
    if not is_on_this_site(field.data):
        raise ValidationError("This takes a path on this site: /articles/the-story.")


class RedirectForm(FlaskForm):  # type: ignore[misc]
    old_path = StringField(
        "Old path",
        filters=[trimmed],
        validators=[needed("Say which path is not used any more."), path_on_site],
    )
    new_path = StringField(
        "New path",
        filters=[trimmed],
        validators=[needed("Say where readers are to be led."), path_on_site],
    )

    def validate_old_path(self, field: Any) -> None:
        if "?" in field.data or "#" in field.data:
            raise ValidationError(
                "Leave out what begins with ? or #: it never matches."
            )
        field.data = decoded(field.data)
        if not is_on_this_site(field.data):
            raise ValidationError(
                "This takes a path on this site: /articles/the-story."
            )
        living = what_lives_at(field.data)
        if living:
            raise ValidationError(living)

    def validate_new_path(self, field: Any) -> None:
        if dead_links([field.data]):
            raise ValidationError(
                f"There is nothing for readers at {field.data}. Lead them elsewhere."
            )
