"""Each region has its own hue."""

from flask import Flask

from tests.factories import make_region


def test_region_that_was_only_named_has_a_hue_of_its_own(app: Flask) -> None:
    hues = {make_region(name).hue for name in ("Europe", "Asia-Pacific", "Middle East")}
    assert len(hues) == 3
