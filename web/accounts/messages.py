"""What Flask-Security says about passwords, second factors and passkeys."""

from web.accounts.passwords import ADVICE, LONGEST, SHORTEST

CHANGED = "Your password is changed. You are signed out everywhere else."
MESSAGES = {
    "PASSWORD_INVALID_LENGTH": f"Use {SHORTEST} to {LONGEST} characters. {ADVICE}",
    "PASSWORD_TOO_SIMPLE": "This password is easy to guess.",
    "GENERIC_AUTHN_FAILED": "The e-mail address or the password is wrong.",
    "INVALID_PASSWORD": "This password is wrong.",
    "PASSWORD_NOT_PROVIDED": "Enter your password.",
    "PASSWORD_IS_THE_SAME": "This is your current password. Choose a different one.",
    "TWO_FACTOR_INVALID_TOKEN": "This code is wrong, or was used before. "
    "Wait for the next one.",
    "INVALID_RECOVERY_CODE": "This recovery code is wrong, or was used before.",
    "TWO_FACTOR_PERMISSION_DENIED": "That took too long. Sign in again.",
    "TWO_FACTOR_SETUP_EXPIRED": "That took too long. Start again.",
    "WEBAUTHN_EXPIRED": "That took too long. Try again.",
    "WEBAUTHN_NAME_REQUIRED": "Give the passkey a name.",
    "WEBAUTHN_NAME_INUSE": "You already have a passkey with this name.",
    "WEBAUTHN_NAME_DISALLOWED_CHARACTERS": "Use letters, digits, spaces and hyphens.",
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": "No account uses this passkey.",
    "WEBAUTHN_CREDENTIAL_ID_INUSE": "This passkey has already been added.",
    "WEBAUTHN_NO_VERIFY": "The passkey could not be checked. Try again.",
    "WEBAUTHN_MISMATCH_USER_HANDLE": "This passkey belongs to another account.",
    "API_ERROR": "Something was missing from that request. Try again.",
    "REAUTHENTICATION_REQUIRED": "Confirm first that it is you.",
}
DONE = {
    "PASSWORD_CHANGE": CHANGED,
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": "Your authenticator app is set up.",
    "TWO_FACTOR_DISABLED": "The authenticator app is removed.",
    "WEBAUTHN_REGISTER_SUCCESSFUL": "The passkey “%(name)s” is added.",
}
