"""Settings: typed, from three places, and refused in one clear line."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from app import create_app
from config import SettingError, read_settings

WRONG = [
    ("PORT", "nonsense", "a whole number from 1 to 65535"),
    ("PORT", "0", "a whole number from 1 to 65535"),
    ("PORT", "65536", "a whole number"),
    ("PORT", "-1", "a whole number"),
    ("WEB_CONCURRENCY", "0", "a whole number from 1 to 64"),
    ("WEB_CONCURRENCY", "2.5", "a whole number"),
    ("TRUSTED_PROXIES", "yes", "a whole number from 0 to 10"),
    ("SITE_URL", "magazine.example", "https://magazine.example"),
    ("SITE_URL", "ftp://magazine.example", "https://magazine.example"),
    ("SITE_URL", "https://magazine.example/path", "https://magazine.example"),
    ("SITE_URL", "https://magazine.example?a=b", "https://magazine.example"),
    ("SITE_URL", "https://magazine.example#a", "https://magazine.example"),
    ("SITE_URL", "https://magazine.example:port", "https://magazine.example"),
    ("SITE_URL", "https://", "https://magazine.example"),
    ("DATABASE_URL", "mysql://localhost/db", "sqlite:///FILE or postgresql://"),
    ("DATABASE_URL", "nonsense", "sqlite:///FILE or postgresql://"),
    ("REDIS_URL", "localhost:6379", "redis://HOST:PORT/NUMBER"),
    ("MEDIA_URL", "/var/media", "file:///FOLDER or s3://BUCKET/PREFIX"),
    ("MAIL_URL", "mail.example", "smtp://USER:PASSWORD@HOST:PORT"),
    ("TIME_ZONE", "Mars/Olympus", "a zone of the IANA database"),
    ("TIME_ZONE", "../../etc/passwd", "a zone of the IANA database"),
    ("TIME_ZONE", "Europe", "a zone of the IANA database"),
]


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    for name in {name for name, *_ in WRONG} | {"SECRET_KEY"}:
        monkeypatch.delenv(name, raising=False)
    return {"INSTANCE_PATH": str(tmp_path)}


@pytest.mark.parametrize(("name", "value", "takes"), WRONG)
def test_wrong_setting_is_one_clear_line(
    base: dict[str, Any], name: str, value: str, takes: str
) -> None:
    with pytest.raises(SettingError) as refused:
        read_settings(base | {name: value})
    line = str(refused.value)
    assert line.startswith(f"{name} is ")
    assert takes in line
    assert "\n" not in line
    assert "?" in value or value in line


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://us:hunter2@localhost/db"),
        ("DATABASE_URL", "postgresql://us:hunter2@localhost:nonsense/db"),
        ("REDIS_URL", "http://:hunter2@localhost"),
        ("MEDIA_URL", "https://bucket/?secret_access_key=hunter2"),
        ("MAIL_URL", "imap://us:hunter2@@mail.example"),
        ("SITE_URL", "https://us:hunter2@magazine.example"),
        ("SECRET_KEY", "hunter2"),
    ],
)
def test_passwords_are_not_shown(base: dict[str, Any], name: str, value: str) -> None:
    with pytest.raises(SettingError) as refused:
        read_settings(base | {name: value})
    assert "hunter2" not in str(refused.value)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_everything_has_a_default(base: dict[str, Any], tmp_path: Path) -> None:
    settings = read_settings(base)
    assert settings.site_url == "http://localhost:8000"
    assert settings.database_url == f"sqlite:///{tmp_path / 'meridian.db'}"
    assert settings.trusted_proxies == 0
    assert str(settings.time_zone) == "UTC"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://Magazine.Example/", "https://magazine.example"),
        ("HTTPS://magazine.example:443", "https://magazine.example"),
        ("http://localhost:8080", "http://localhost:8080"),
    ],
)
def test_site_url_is_an_origin(base: dict[str, Any], written: str, meant: str) -> None:
    assert read_settings(base | {"SITE_URL": written}).site_url == meant


def test_environment_then_file_then_argument(
    base: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", "8001")
    monkeypatch.setenv("TIME_ZONE", "Europe/Paris")
    assert read_settings(base).port == 8001
    (tmp_path / "settings.py").write_text("PORT = 8002\n")
    assert read_settings(base).port == 8002
    assert read_settings(base | {"PORT": 8003}).port == 8003
    assert str(read_settings(base).time_zone) == "Europe/Paris"


def test_empty_variable_is_no_setting(
    base: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", "")
    assert read_settings(base).port == 8000


def test_secret_key_is_made_once_and_kept_private(
    base: dict[str, Any], tmp_path: Path
) -> None:
    first = read_settings(base)
    kept = tmp_path / "secret_key"
    assert first.secret_key == kept.read_text() == read_settings(base).secret_key
    assert len(first.secret_key) >= 32
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert first.secret_key not in repr(first)
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_simultaneous_starts_agree_on_one_secret_key(base: dict[str, Any]) -> None:
    with ThreadPoolExecutor(16) as starts:
        keys = starts.map(lambda _: read_settings(base).secret_key, range(64))
    assert len(set(keys)) == 1


def test_configured_secret_key_is_not_written(
    base: dict[str, Any], tmp_path: Path
) -> None:
    secret = "s" * 32
    assert read_settings(base | {"SECRET_KEY": secret}).secret_key == secret
    assert list(tmp_path.iterdir()) == []


def test_uncreatable_instance_is_named(base: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(
            SettingError, match=r"INSTANCE_PATH is .*a folder that can be"
        ):
            read_settings({"INSTANCE_PATH": str(path)})


def test_secret_key_that_cannot_be_read_is_a_clear_line(
    base: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "secret_key").mkdir()
    with pytest.raises(SettingError, match=r"INSTANCE_PATH is .*secret_key"):
        read_settings(base)


def test_application_does_not_start_with_an_invalid_setting(
    base: dict[str, Any],
) -> None:
    with pytest.raises(SettingError, match="PORT is 'x'"):
        create_app(base | {"PORT": "x"})
