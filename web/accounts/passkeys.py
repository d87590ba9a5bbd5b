"""Passkeys: sign-in without a password, and the second factor after one."""

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
ANSWERED_BEFORE = "This request has already been answered. Start again."
NOT_YOURS = "This passkey belongs to another account."
REQUIRED = UserVerificationRequirement.REQUIRED


class Passkeys(WebauthnUtil):
    """The device always verifies its user (fingerprint, face, PIN), so a passkey counts
    as two factors.
    """

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
    """Members with a passkey need it after the password too."""

    def get_setup_methods(self, user: Any) -> list[tuple[str, str]]:
        return [("webauthn", "passkey")] if user.webauthn else []


class NewPasskeyForm(WebAuthnRegisterForm):
    name = StringField("Name of this passkey", [InputRequired()])
    usage = StringField()  # its choices use a form WTForms has deprecated

    def validate(self, **more: Any) -> bool:
        self.usage.data = "first"
        return super().validate(**more)


class MadePasskeyForm(WebAuthnRegisterResponseForm):
    def validate(self, **more: Any) -> bool:
        valid = _is_answered_once(self) and super().validate(**more)
        self.extensions = None  # type: ignore[assignment]  # browsers send them, but nothing reads them
        return valid


class PasskeyForm(WebAuthnSigninResponseForm):
    """A passkey's response: for sign-in, as second factor, or to verify again."""

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
    """Prevents replay: Flask-Security would accept a response again for a minute."""
    if session.pop(CHALLENGE, None) == form.challenge:
        return True
    form.credential.errors = [ANSWERED_BEFORE]
    return False
