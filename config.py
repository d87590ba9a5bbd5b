"""Typed settings from the environment; an invalid value stops the start."""

import os
import re
import runpy
import secrets
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

ROOT = Path(__file__).parent
DEFAULT_PORTS = {"http": ":80", "https": ":443"}
UTC = ZoneInfo("UTC")
Values = Mapping[str, Any]


class SettingError(click.ClickException):
    """An invalid setting; the message names it, its value and what is allowed."""

    def __init__(self, name: str, got: object, takes: str) -> None:
        super().__init__(f"{name} is {str(got)!r}, but takes {takes}.")


def _whole_number(low: int, high: int) -> Callable[[str, object], int]:
    def read(name: str, value: object) -> int:
        if str(value).isdecimal() and low <= int(str(value)) <= high:
            return int(str(value))
        raise SettingError(name, value, f"a whole number from {low} to {high}")

    return read


def _url(takes: str, *schemes: str) -> Callable[[str, object], str]:
    def read(name: str, value: object) -> str:
        url = str(value).strip()
        try:
            parts = urlsplit(url)
            port_is_a_number = parts.port is None or parts.port >= 0
        except ValueError:
            raise SettingError(name, hidden(url), takes) from None
        if parts.scheme in schemes and port_is_a_number:
            return url
        raise SettingError(name, hidden(url), takes)

    return read


def hidden(url: str) -> str:
    """The URL without password and query, safe for terminals and logs."""
    before, at, after = url.rpartition("@")
    plain, mark, _ = (f"…@{after}" if at and before else url).partition("?")
    return f"{plain}?…" if mark else plain


def _site_url(name: str, value: object) -> str:
    takes = "an address such as https://magazine.example"
    url = _url(takes, "http", "https")(name, value).rstrip("/").lower()
    parts = urlsplit(url)
    if parts.hostname and url == f"{parts.scheme}://{parts.netloc}" and "@" not in url:
        return url.removesuffix(
            DEFAULT_PORTS[parts.scheme]
        )  # in the form of an Origin header
    raise SettingError(name, hidden(url), takes)


def _zone(name: str, value: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        takes = "a zone of the IANA database such as Europe/Paris"
        raise SettingError(name, value, takes) from None


def _day(name: str, value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise SettingError(name, value, "a day such as 2026-12-01") from None


def _label(name: str, value: object) -> str:
    if re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", str(value)):
        return str(value)
    raise SettingError(name, value, "a name of a-z, 0-9 and -, such as meridian")


def _secret(name: str, value: object) -> str:
    if len(str(value)) >= 32:
        return str(value)
    raise SettingError(name, "…", "a random text of 32 characters or more")


def _folder_or_url(takes: str, *schemes: str) -> Callable[[str, object], str]:
    """Like _url; a folder must be absolute, not relative to the working folder."""
    read_url = _url(takes, "file", *schemes)

    def read(name: str, value: object) -> str:
        url = read_url(name, value)
        if url.startswith("file:") and not url.startswith("file:///"):
            raise SettingError(name, url, takes)
        return url

    return read


Reader = Callable[[str, object], Any]
READERS: dict[str, Reader] = {
    "PORT": _whole_number(1, 65535),
    "SITE_URL": _site_url,
    "DATABASE_URL": _url(
        "sqlite:///FILE or postgresql://USER@HOST/NAME",
        *("sqlite", "postgresql", "postgresql+psycopg"),
    ),
    "MEDIA_URL": _folder_or_url("file:///FOLDER or s3://BUCKET/PREFIX", "s3"),
    "MAIL_URL": _folder_or_url(
        "file:///FOLDER, smtp://USER:PASSWORD@HOST:PORT or smtps://…",
        *("smtp", "smtps", "smtp+starttls"),
    ),
    "DKIM_SELECTOR": _label,
    "BOUNCE_URL": _url(
        "imaps://USER:PASSWORD@HOST/FOLDER or imap+starttls://…",
        *("imaps", "imap+starttls"),
    ),
    "REDIS_URL": _url("redis://HOST:PORT/NUMBER or rediss://…", "redis", "rediss"),
    "SECRET_KEY": _secret,
    "WEB_CONCURRENCY": _whole_number(1, 64),
    "TRUSTED_PROXIES": _whole_number(0, 10),
    "TIME_ZONE": _zone,
    "MAIL_RATE": _whole_number(0, 10_000),
    "MAIL_DOMAIN_RATE": _whole_number(0, 10_000),
    "WARM_UP_FROM": _day,
    "WARM_UP_FIRST_DAY": _whole_number(1, 1_000_000),
}


@dataclass(frozen=True)
class Settings:
    """Every setting with its type. Times are in seconds."""

    instance_path: Path
    site_url: str
    database_url: str
    media_url: str
    mail_url: str
    secret_key: str = field(repr=False)
    bounce_url: str | None = None
    dkim_selector: str = ""
    redis_url: str | None = None
    port: int = 8000
    web_concurrency: int = 2
    trusted_proxies: int = 0
    time_zone: ZoneInfo = UTC
    mail_rate: int = 0
    mail_domain_rate: int = 20
    warm_up_from: date | None = None
    warm_up_first_day: int = 200

    @property
    def can_send_mail(self) -> bool:
        """False if mail is only written to a folder."""
        return not self.mail_url.startswith("file:")


def read_settings(overrides: Values | None = None) -> Settings:
    """From the environment, then instance/settings.py, then the caller's values.

    Raises SettingError for the first invalid value.
    """
    overrides = dict(overrides or {})
    values: dict[str, Any] = {k: v for k, v in os.environ.items() if v != ""}
    values |= overrides
    instance = Path(values.get("INSTANCE_PATH", ROOT / "instance"))
    instance = instance.expanduser().absolute()
    _make_folder(instance)
    values |= _settings_file(instance) | overrides
    values = _defaults(instance, values.get("PORT", 8000)) | values
    if "SECRET_KEY" not in values:
        values["SECRET_KEY"] = _kept_secret(instance)
    read = {
        name.lower(): reader(name, values[name])
        for name, reader in READERS.items()
        if name in values
    }
    return Settings(instance_path=instance, **read)


def _defaults(instance: Path, port: object) -> dict[str, str]:
    """Defaults that depend on other settings; the others are in Settings."""
    return {
        "SITE_URL": f"http://localhost:{port}",
        "DATABASE_URL": f"sqlite:///{instance / 'meridian.db'}",
        "MEDIA_URL": (instance / "media").as_uri(),
        "MAIL_URL": (instance / "mail").as_uri(),
    }


def _settings_file(instance: Path) -> dict[str, Any]:
    path = instance / "settings.py"
    try:
        return runpy.run_path(str(path)) if path.exists() else {}
    except Exception as error:
        takes = f"Python that runs ({type(error).__name__}: {error})"
        raise SettingError("settings.py", path, takes) from None


def _make_folder(instance: Path) -> None:
    try:
        instance.mkdir(parents=True, exist_ok=True)
    except OSError:
        takes = "a folder that can be made and written to"
        raise SettingError("INSTANCE_PATH", instance, takes) from None
    if not os.access(instance, os.W_OK | os.X_OK):
        raise SettingError("INSTANCE_PATH", instance, "a folder that can be written to")


def _kept_secret(instance: Path) -> str:
    """Created once with mode 0600. The complete file is linked into place, so that two
    concurrent starts use the same key.
    """
    path = instance / "secret_key"
    try:
        if not path.exists():
            handle, made = tempfile.mkstemp(dir=instance)
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(48))
            with suppress(FileExistsError):
                os.link(made, path)
            Path(made).unlink()
        return path.read_text().strip()
    except OSError as error:
        takes = f"a folder to keep secret_key in ({error.strerror})"
        raise SettingError("INSTANCE_PATH", instance, takes) from None
