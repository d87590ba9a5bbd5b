"""Each region has its own hue."""

from flask import Flask

from tests.factories import make_region


def test_region_without_a_hue_gets_one_of_its_own(app: Flask) -> None:
    hues = {make_region(name).hue for name in ("Europe", "Asia-Pacific", "Middle East")}
    assert len(hues) == 3
