"""Every setting is in the README, and every key the code reads is always set."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from app import create_app
from config import ROOT, Settings

READ_KEY = re.compile(r'\bconfig\["([A-Za-z_]+)"\]')


@pytest.mark.parametrize("name", [field.name.upper() for field in fields(Settings)])
def test_setting_is_in_the_readme(name: str) -> None:
    assert f"`{name}`" in (ROOT / "README.md").read_text()


def test_code_reads_only_keys_that_every_app_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests pass settings to `create_app`, which a server does not do."""
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path))
    config = create_app().config
    paths = [*(ROOT / name for name in ("app.py", "extensions.py"))]
    for folder in ("blueprints", "commands", "importers", "jobs", "models", "web"):
        paths += (ROOT / folder).rglob("*.py")
    read = {
        (key, path.relative_to(ROOT).as_posix())
        for path in paths
        for key in READ_KEY.findall(path.read_text(encoding="utf-8"))
    }
    assert read
    assert sorted(one for one in read if one[0] not in config) == []
