"""Forms for accounts: profile, role, password."""

from typing import Any

from sqlalchemy import select
from wtforms import (
    EmailField,
    Form,
    PasswordField,
    SelectChoice,
    SelectField,
    ValidationError,
)
from wtforms.validators import InputRequired

from blueprints.admin.fields import NO_EMAIL, LineField, needed
from extensions import db
from models.email_address import Address, BadAddress, trim_address
from models.staff.staff_member import ROLES, StaffMember
from models.taxonomy.contributor import Contributor
from web.accounts.passwords import check_password, names_of

LONGEST_NAME = 200
NAME = {"autocomplete": "name"}
EMAIL = {"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}
NEW = {"autocomplete": "new-password"}
WHAT_THEY_MAY = {
    "contributor": "Contributor: writes their own stories and submits them",
    "editor": "Editor: edits and publishes all stories, arranges the front page",
    "administrator": "Administrator: also manages people and settings",
}


def name_field() -> LineField:
    return LineField("Name", LONGEST_NAME, needed("Enter a name."), render_kw=NAME)


class AddressForm(Form):  # type: ignore[misc]
    email = EmailField("E-mail address", filters=[trim_address], render_kw=EMAIL)

    def validate_email(self, _field: EmailField) -> None:
        try:
            self.address()
        except BadAddress:
            raise ValidationError(NO_EMAIL) from None

    def address(self) -> Address:
        """Raises BadAddress."""
        return Address.read(self.email.data)


class NameForm(Form):  # type: ignore[misc]
    name = name_field()


class PasswordForm(Form):  # type: ignore[misc]
    """A new password; `names` are the owner's, which it must not rely on."""

    password = PasswordField("New password", [InputRequired()], render_kw=NEW)

    def __init__(self, *given: Any, names: tuple[str, ...] = (), **more: Any) -> None:
        super().__init__(*given, **more)
        self.names = names

    def validate_password(self, field: PasswordField) -> None:
        problems, field.data = check_password(field.data, self.names)
        if problems:
            raise ValidationError(problems[0])


class JoinForm(PasswordForm):
    """The form for accepting an invitation."""

    name = name_field()

    @classmethod
    def of(cls, editor: StaffMember, *given: Any) -> "JoinForm":
        form = cls(*given, obj=editor)
        form.names = (form.name.data or "", *names_of(editor))
        return form


class FirstForm(PasswordForm, AddressForm):
    """The form for the first administrator, who has no invitation."""

    name = name_field()

    def validate_password(self, field: PasswordField) -> None:
        self.names = (self.name.data, self.email.data.rpartition("@")[0])
        super().validate_password(field)


class PersonForm(Form):  # type: ignore[misc]
    """A member's profile; `contributor` is their name in bylines."""

    name = name_field()
    role = SelectField(
        "Role",
        choices=[SelectChoice(role, WHAT_THEY_MAY[role]) for role in ROLES],
        default="contributor",
    )
    contributor_id = SelectField("Contributor", coerce=int, default=0)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        names = select(Contributor.id, Contributor.name).order_by(Contributor.name)
        self.contributor_id.choices = [
            SelectChoice("0", "None"),
            *(SelectChoice(str(id_), name) for id_, name in db.session.execute(names)),
        ]


class InvitationForm(AddressForm, PersonForm):
    """The form for inviting someone."""
