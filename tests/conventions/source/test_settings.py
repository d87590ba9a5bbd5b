"""The README documents every setting."""

from dataclasses import fields

import pytest

from config import ROOT, Settings


@pytest.mark.parametrize("name", [field.name.upper() for field in fields(Settings)])
def test_setting_is_in_the_readme(name: str) -> None:
    assert f"`{name}`" in (ROOT / "README.md").read_text()
