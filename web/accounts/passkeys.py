"""Passkeys: every one opens the account alone, and guards its password as well."""

from typing import Any

from flask import current_app, session
from flask_security import (
    WebAuthnRegisterForm,
    WebAuthnRegisterResponseForm,
    WebAuthnSigninResponseForm,
    WebauthnUtil,
)
from flask_security.webauthn import WebAuthnTfPlugin
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from wtforms import StringField
from wtforms.validators import InputRequired

from web.accounts.attempts import count_bad_link

CHALLENGE = "passkey_challenge"
ANSWERED_BEFORE = "This request was answered before. Start again."
NOT_YOURS = "This passkey belongs to another account."
REQUIRED = UserVerificationRequirement.REQUIRED


class Passkeys(WebauthnUtil):
    """The device always asks for a finger, a face or a PIN: that makes two factors."""

    def generate_challenge(self, nbytes: int | None = None) -> str:
        challenge: str = super().generate_challenge(nbytes)
        session[CHALLENGE] = challenge
        return challenge

    def origin(self) -> str:
        return str(current_app.config["SITE_URL"])

    def authenticator_selection(
        self, _user: Any, _usage: str
    ) -> AuthenticatorSelectionCriteria:
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=REQUIRED
        )

    def authentication_options(
        self, user: Any, _usage: list[str], existing_options: dict[str, Any]
    ) -> dict[str, Any]:
        known = [] if user is None else user.webauthn
        allowed = [PublicKeyCredentialDescriptor(id=one.credential_id) for one in known]
        more = {"user_verification": REQUIRED, "allow_credentials": allowed}
        return existing_options | more


class PasskeyPlugin(WebAuthnTfPlugin):
    """Whoever has a passkey needs it after the password too."""

    def get_setup_methods(self, user: Any) -> list[tuple[str, str]]:
        return [("webauthn", "passkey")] if user.webauthn else []


class NewPasskeyForm(WebAuthnRegisterForm):
    name = StringField("Name of this passkey", [InputRequired()])
    usage = StringField()  # their choices are of a kind that WTForms is giving up

    def validate(self, **more: Any) -> bool:
        self.usage.data = "first"
        return super().validate(**more)


class MadePasskeyForm(WebAuthnRegisterResponseForm):
    def validate(self, **more: Any) -> bool:
        valid = _is_answered_once(self) and super().validate(**more)
        self.extensions = None  # type: ignore[assignment]  # whatever the browser says of them, nobody reads it
        return valid


class PasskeyForm(WebAuthnSigninResponseForm):
    """The answer of a passkey: to sign in, as second factor, or to prove oneself."""

    def validate(self, **more: Any) -> bool:
        is_second, self.is_secondary = self.is_secondary, False
        if not (_is_answered_once(self) and super().validate(**more)):
            count_bad_link()
            return False
        editor: Any = self.user
        is_theirs = editor.fs_uniquifier == session.get("tf_user_id")
        if is_second and not is_theirs:
            self.credential.errors = [NOT_YOURS]
            return False
        return bool(editor.is_active)


def _is_answered_once(form: Any) -> bool:
    """Flask-Security would take the same answer again within its minute."""
    if session.pop(CHALLENGE, None) == form.challenge:
        return True
    form.credential.errors = [ANSWERED_BEFORE]
    return False
