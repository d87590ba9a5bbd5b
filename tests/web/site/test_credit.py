"""The label of a credit says what its own words say, and says it once."""

import pytest

from models.pictures.picture import Picture
from web.site.credit import credit_of


@pytest.mark.parametrize(
    ("credit", "is_top", "label", "name"),
    [
        ("Ann", True, "Top image credit", "Ann"),
        ("Ann", False, "Image credit", "Ann"),
        ("Ann / Photo Agency", True, "Top photo credit", "Ann / Photo Agency"),
        ("Photo: Ann", False, "Photo", "Ann"),
        ("Photo: Ann", True, "Top photo credit", "Ann"),
        ("Image credit: Ann", True, "Top image credit", "Ann"),
        ("Top photo credit: Ann", True, "Top photo credit", "Ann"),
    ],
)
def test_credit_is_labelled_once(
    credit: str, is_top: bool, label: str, name: str
) -> None:
    assert credit_of(Picture(credit=credit), is_top) == (label, name)
