"""Redirects lead to a path on this site or to a web address."""

import pytest

from models.redirect import Redirect

AWAY = ["//evil.example/", "/\\evil.example", "ftp://evil.example/", "https:a", "", "a"]


@pytest.mark.parametrize(
    "path", [*AWAY, "/\t/evil.example", "/\n/evil.example", "/a\0", "/a\u2028b"]
)
def test_a_path_that_could_lead_to_another_site_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="not a path on this site"):
        Redirect(old_path="/a", new_path=path)
    with pytest.raises(ValueError, match="not a path on this site"):
        Redirect(old_path=path, new_path="/a")


def test_only_the_new_address_may_be_on_another_site() -> None:
    there = "https://archive.example/a"
    assert Redirect(old_path="/a", new_path=there).new_path == there
    with pytest.raises(ValueError, match="not a path on this site"):
        Redirect(old_path=there, new_path="/a")
