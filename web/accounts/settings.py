"""Flask-Security's settings: features, addresses, hashing."""

import hashlib
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from web.accounts.messages import DONE, MESSAGES
from web.accounts.passwords import LEAST_SCORE, SHORTEST

FRESH = timedelta(minutes=30)  # older sign-ins must verify again
GRACE = timedelta(minutes=10)
SET_UP_WITHIN = timedelta(minutes=30)  # an authenticator app
ACCOUNT = "/admin/account/"
# OWASP's choice for argon2id: 19 MiB and two passes, some 40 ms.
ARGON2 = {"memory_cost": 19_456, "time_cost": 2, "parallelism": 1}


def account_settings(site_url: str, secret_key: str) -> dict[str, Any]:
    """The configuration of Flask-Security, Flask-Login, Flask-WTF and the cookie."""
    return _cookie(site_url) | {
        f"SECURITY_{name}": value
        for name, value in {
            **_addresses(),
            **_passwords(secret_key),
            **_factors(urlsplit(site_url).hostname or "", secret_key),
            **{f"MSG_{key}": (text, "problem") for key, text in MESSAGES.items()},
            **{f"MSG_{key}": (text, "done") for key, text in DONE.items()},
        }.items()
    }


def _cookie(site_url: str) -> dict[str, Any]:
    """The `__Host-` prefix stops other hosts of the domain from setting the cookie."""
    is_https = site_url.startswith("https:")
    return {
        "SESSION_COOKIE_NAME": "__Host-newsroom" if is_https else "newsroom",
        "SESSION_COOKIE_SECURE": is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_PROTECTION": None,  # web/accounts/session.py protects it
        "WTF_CSRF_CHECK_DEFAULT": False,  # web/permission.py checks
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session
        "WTF_CSRF_SSL_STRICT": False,  # pages with a token send no referrer
    }


def _addresses() -> dict[str, Any]:
    return {
        "URL_PREFIX": "/admin",
        "POST_LOGIN_VIEW": "/admin/",
        "POST_LOGOUT_VIEW": "/admin/login",
        "POST_CHANGE_VIEW": ACCOUNT,
        "TWO_FACTOR_POST_SETUP_VIEW": "/admin/account/protection",
        "WAN_POST_REGISTER_VIEW": "/admin/account/protection",
        "STATIC_FOLDER": None,
        "CLI_USERS_NAME": None,
        "CLI_ROLES_NAME": None,
        "API_ENABLED_METHODS": ["session"],
        "RETURN_GENERIC_RESPONSES": True,
        "FRESHNESS": FRESH,
        "FRESHNESS_GRACE_PERIOD": GRACE,
    }


def _passwords(secret_key: str) -> dict[str, Any]:
    """No SECRET_KEY in the hash: rotating the key would invalidate every password."""
    return {
        "CHANGEABLE": True,
        "PASSWORD_LENGTH_MIN": SHORTEST,
        "PASSWORD_COMPLEXITY_CHECKER": "zxcvbn",
        "ZXCVBN_MINIMUM_SCORE": LEAST_SCORE,
        "SEND_PASSWORD_CHANGE_EMAIL": False,
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        "PASSWORD_SINGLE_HASH": {"argon2"},
        "PASSWORD_SALT": secret_key,
        "PASSWORD_HASH_PASSLIB_OPTIONS": {
            f"argon2__{name}": value for name, value in ARGON2.items()
        },
    }


def _factors(host: str, secret_key: str) -> dict[str, Any]:
    key = hashlib.sha256(f"authenticator apps {secret_key}".encode()).hexdigest()
    return {
        "TWO_FACTOR": True,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "TWO_FACTOR_SETUP_WITHIN": SET_UP_WITHIN,
        "TWO_FACTOR_IMPLEMENTATIONS": {
            "code": "flask_security.twofactor.CodeTfPlugin",
            "webauthn": "web.accounts.passkeys.PasskeyPlugin",
        },
        "TOTP_SECRETS": {"1": key},
        "TOTP_ISSUER": host,
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "WEBAUTHN": True,
        "WAN_RP_NAME": host,
        "WAN_ALLOW_USER_HINTS": False,
        "WAN_SIGNIN_WITHIN": timedelta(minutes=5),
        "WAN_SIGNIN_TIMEOUT": 240_000,
    }
