"""A redirect leads nowhere but to a path of this site."""

import pytest

from models.redirect import Redirect

AWAY = ["//evil.example/", "/\\evil.example", "https://evil.example/", "", "a"]


@pytest.mark.parametrize(
    "path", [*AWAY, "/\t/evil.example", "/\n/evil.example", "/a\0", "/a\u2028b"]
)
def test_a_path_that_may_lead_away_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="no path on this site"):
        Redirect(old_path="/a", new_path=path)
    with pytest.raises(ValueError, match="no path on this site"):
        Redirect(old_path=path, new_path="/a")
