"""Typed settings, read from the environment; a wrong value stops the start."""

import os
import runpy
import secrets
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
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
    """One line: the setting, what it got and what it takes."""

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
            raise SettingError(name, _hidden(url), takes) from None
        if parts.scheme in schemes and port_is_a_number:
            return url
        raise SettingError(name, _hidden(url), takes)

    return read


def _hidden(url: str) -> str:
    """The address without password and query, fit for a terminal and a log."""
    before, at, after = url.rpartition("@")
    plain, mark, _ = (f"…@{after}" if at and before else url).partition("?")
    return f"{plain}?…" if mark else plain


def _site_url(name: str, value: object) -> str:
    takes = "an address such as https://magazine.example"
    url = _url(takes, "http", "https")(name, value).rstrip("/").lower()
    parts = urlsplit(url)
    if parts.hostname and url == f"{parts.scheme}://{parts.netloc}" and "@" not in url:
        return url.removesuffix(DEFAULT_PORTS[parts.scheme])  # as an Origin has it
    raise SettingError(name, _hidden(url), takes)


def _zone(name: str, value: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        takes = "a zone of the IANA database such as Europe/Paris"
        raise SettingError(name, value, takes) from None


def _secret(name: str, value: object) -> str:
    if len(str(value)) >= 32:
        return str(value)
    raise SettingError(name, "…", "a random text of 32 characters or more")


DATABASE = _url(
    "sqlite:///FILE or postgresql://USER@HOST/NAME",
    *("sqlite", "postgresql", "postgresql+psycopg"),
)
REDIS = _url("redis://HOST:PORT/NUMBER or rediss://…", "redis", "rediss")
MEDIA = _url("file:///FOLDER or s3://BUCKET/PREFIX", "file", "s3")
MAIL = _url(
    "file:///FOLDER, smtp://USER:PASSWORD@HOST:PORT or smtps://…",
    *("file", "smtp", "smtps", "smtp+starttls"),
)


@dataclass(frozen=True)
class Settings:
    """Every setting there is, with its type. Times are in seconds."""

    instance_path: Path
    site_url: str
    database_url: str
    media_url: str
    mail_url: str
    secret_key: str = field(repr=False)
    redis_url: str | None = None
    port: int = 8000
    web_concurrency: int = 2
    trusted_proxies: int = 0
    time_zone: ZoneInfo = UTC


def read_settings(given: Values | None = None) -> Settings:
    """The environment, then instance/settings.py, then what the caller gives.

    Raises SettingError for the first value that does not fit.
    """
    given = dict(given or {})
    values: dict[str, Any] = {k: v for k, v in os.environ.items() if v != ""} | given
    instance = Path(values.get("INSTANCE_PATH", ROOT / "instance")).absolute()
    _make_folder(instance)
    values |= _settings_file(instance) | given
    port = _whole_number(1, 65535)("PORT", values.get("PORT", 8000))
    redis = values.get("REDIS_URL")
    return Settings(
        instance_path=instance,
        site_url=_site_url(
            "SITE_URL", values.get("SITE_URL", f"http://localhost:{port}")
        ),
        database_url=DATABASE(
            "DATABASE_URL",
            values.get("DATABASE_URL", f"sqlite:///{instance / 'meridian.db'}"),
        ),
        media_url=MEDIA(
            "MEDIA_URL", values.get("MEDIA_URL", (instance / "media").as_uri())
        ),
        mail_url=MAIL("MAIL_URL", values.get("MAIL_URL", (instance / "mail").as_uri())),
        secret_key=_secret(
            "SECRET_KEY", values.get("SECRET_KEY") or _kept_secret(instance)
        ),
        redis_url=REDIS("REDIS_URL", redis) if redis else None,
        port=port,
        web_concurrency=_whole_number(1, 64)(
            "WEB_CONCURRENCY", values.get("WEB_CONCURRENCY", 2)
        ),
        trusted_proxies=_whole_number(0, 10)(
            "TRUSTED_PROXIES", values.get("TRUSTED_PROXIES", 0)
        ),
        time_zone=_zone("TIME_ZONE", values.get("TIME_ZONE", "UTC")),
    )


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
    """Made once, with mode 0600, and linked whole: so two starts agree on one."""
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
