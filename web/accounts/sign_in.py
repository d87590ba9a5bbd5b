"""Flask-Security's sign-in forms with our messages, rate limits and e-mail rules."""

from collections.abc import Callable
from typing import Any

from flask_login import current_user
from flask_security import (
    ChangePasswordForm,
    LoginForm,
    MfRecoveryForm,
    TwoFactorRescueForm,
    TwoFactorSelectForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
)
from wtforms import EmailField, PasswordField, RadioField, StringField
from wtforms.validators import InputRequired

from extensions import db
from models.email_address import Address, BadAddress
from models.staff.staff_member import StaffMember
from web.accounts.attempts import Attempt
from web.accounts.second_factor import as_stored
from web.permission import NEWSROOM_FRONT

WITHOUT_HELP = {"autocapitalize": "none", "spellcheck": "false"}
NAME = WITHOUT_HELP | {"autocomplete": "username"}
CODE = WITHOUT_HELP | {"autocomplete": "one-time-code", "inputmode": "numeric"}
WRITTEN_CODE = WITHOUT_HELP | {"autocomplete": "off"}
OLD = {"autocomplete": "current-password"}
NEW = {"autocomplete": "new-password"}


class SignInForm(LoginForm):
    """Hashes for unknown accounts too, so response times reveal no account."""

    remember = None
    email = EmailField("E-mail address", [InputRequired()], render_kw=NAME)
    password = PasswordField("Password", [InputRequired()], render_kw=OLD)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.next.data = (
            self.next.data or NEWSROOM_FRONT
        )  # else it returns to this page

    def validate(self, **more: Any) -> bool:
        try:
            address = Address.read(self.email.data or "")
        except BadAddress:
            self.email.errors = [
                "no address"
            ]  # the view shows one message for every failure
            return False
        Attempt.from_here("password", address.key).begin()
        self.ifield, self.user = self.email, db.session.scalar(StaffMember.at(address))
        return super().validate(**more)


class FreshForm(VerifyForm):
    """Asks for the password again before a sensitive action."""

    password = PasswordField("Password", [InputRequired()], render_kw=OLD)

    def validate(self, **more: Any) -> bool:
        validate = super().validate
        return _counted("password", self.user, lambda: validate(**more))


class NewPasswordForm(ChangePasswordForm):
    password = PasswordField("Current password", render_kw=OLD)
    new_password = PasswordField("New password", [InputRequired()], render_kw=NEW)
    new_password_confirm = None

    def validate(self, **more: Any) -> bool:
        validate = super().validate
        return _counted("password", current_user, lambda: validate(**more))


class CodeForm(TwoFactorVerifyCodeForm):
    code = StringField("Six-digit code", [InputRequired()], render_kw=CODE)

    def validate(self, **more: Any) -> bool:
        self.code.data = "".join((self.code.data or "").split())
        validate = super().validate
        return _counted("code", self.user, lambda: validate(**more))


class RecoveryForm(MfRecoveryForm):
    code = StringField("Recovery code", [InputRequired()], render_kw=WRITTEN_CODE)

    def validate(self, **more: Any) -> bool:
        self.code.data = as_stored(self.code.data or "")
        validate = super().validate
        return _counted("code", self.user, lambda: validate(**more))


class SetUpForm(TwoFactorSetupForm):
    """Flask-Security's own choices use a form WTForms has deprecated."""

    setup = StringField()


class RescueForm(TwoFactorRescueForm):
    """Flask-Security creates this form but our page shows a link instead."""

    help_setup = RadioField(choices=[])


class ChoiceForm(TwoFactorSelectForm):
    which = StringField()


def _counted(what: str, editor: Any, validate: Callable[[], bool]) -> bool:
    """Locks the account's row, so concurrent requests cannot reuse a code."""
    attempt = Attempt.from_here(what, editor.address_key)
    attempt.begin()
    is_open = _locked(editor).active
    valid = is_open and validate()
    if valid:
        attempt.went_well()
    return valid


def _locked(editor: Any) -> StaffMember:
    return db.session.get_one(
        StaffMember, editor.id, with_for_update=True, populate_existing=True
    )
