"""The subscribe form. It has no CSRF token: the pages that show it are cached."""

from wtforms import Form, HiddenField, StringField, ValidationError

from models.email_address import LONGEST_ADDRESS, Address, BadAddress

LEVELS = ("1", "2", "3", "4", "5", "6")


def _trimmed(typed: str | None) -> str:
    return (typed or "").strip(" \t")


class SubscriptionForm(Form):  # type: ignore[misc]
    """`website` is for machines: no reader sees it, so no reader fills it in.

    `level` is that of the box's heading, which the answer takes over.
    """

    email = StringField(filters=[_trimmed])
    website = StringField()
    level = HiddenField()

    def validate_email(self, field: StringField) -> None:
        if not field.data:
            raise ValidationError("Enter your e-mail address.")
        if len(field.data) > LONGEST_ADDRESS:
            raise ValidationError(
                f"An e-mail address has {LONGEST_ADDRESS} characters at most."
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
        return bool(self.website.data)
