"""The subscribe form. It has no CSRF token: the pages that show it are cached."""

from werkzeug.datastructures import MultiDict
from wtforms import Form, HiddenField, StringField, ValidationError

from models.email_address import LONGEST_ADDRESS, Address, BadAddress, trim_address
from models.newsletter.choices import SUBJECTS, Choices

LEVELS = ("1", "2", "3", "4", "5", "6")
FASTEST = 2.0  # seconds a person needs at least to fill in the form
MOST_CHOICES = 200


def read_choices(form: MultiDict[str, str]) -> Choices:
    """The ticked values. Unknown names are dropped when they are used."""
    slugs = form.getlist("newsletter")[:MOST_CHOICES]
    often = {slug: form.get(f"frequency-{slug}", "every") for slug in slugs}
    subjects = (one.partition(":") for one in form.getlist("follow")[:MOST_CHOICES])
    follows = {(kind, slug) for kind, _, slug in subjects if kind in SUBJECTS and slug}
    return Choices(often, frozenset(follows))


class SubscriptionForm(Form):  # type: ignore[misc]
    """`website` is a honeypot: readers do not see it and leave it empty.

    `seconds` is how long the page was open, where scripts run; `level` is that of the
    box's heading, which the answer keeps.
    """

    email = StringField(filters=[trim_address])
    website = StringField()
    level = HiddenField()
    seconds = HiddenField()

    def validate_email(self, field: StringField) -> None:
        if not field.data:
            raise ValidationError("Enter your e-mail address.")
        if len(field.data) > LONGEST_ADDRESS:
            raise ValidationError(
                f"Use at most {LONGEST_ADDRESS} characters for the e-mail address."
            )
        try:
            self.address()
        except BadAddress:
            raise ValidationError(
                "This is not an e-mail address we can write to. "
                "It should look like name@example.org."
            ) from None

    def address(self) -> Address:
        """Raises BadAddress."""
        return Address.read(self.email.data)

    @property
    def heading_level(self) -> int:
        return int(self.level.data) if self.level.data in LEVELS else 2

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.website.data) or self._was_too_fast

    @property
    def _was_too_fast(self) -> bool:
        try:
            # Not "< FASTEST", which "nan" is not.
            return not float(self.seconds.data or FASTEST) >= FASTEST
        except ValueError:
            return True
