"""Slugs keep every word of a name, folded as in searches."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.listing.search.folding import tokens
from models.slug import LONGEST, is_slug, slug_of

SLUGS = {
    "Europe—and what comes after 2024–25": "europe-and-what-comes-after-2024-25",
    "a‐b‑c‒d–e—f―g−h/i": "a-b-c-d-e-f-g-h-i",
    "2½ million": "2-1-2-million",
    "O’Brien’s Hawaiʻi": "obriens-hawaii",
    "Łódź, Ærø, Þór, Straße, Ŋ, ə": "lodz-aero-thor-strasse-ng-e",
    "Москва — ёлка": "moskva-elka",
    "北京": "beijing",
    "م\u0640ـرحبا ٢٠٢٤": "mrhb-2024",
    "m² & H₂O №5": "m2-h2o-no5",
    "snake_case": "snake-case",
}
UNJOINED = st.characters(max_codepoint=0x24F, exclude_characters="'`´µ")
LATIN = st.text(UNJOINED, max_size=30)


@pytest.mark.parametrize("name", SLUGS)
def test_name_gives_its_slug(name: str) -> None:
    assert slug_of(name) == SLUGS[name]


def test_name_without_letters_gets_a_code() -> None:
    assert is_slug(slug_of("🎉"))
    assert slug_of("🎉") != slug_of("…")


@given(st.text(max_size=400))
def test_slug_is_always_a_slug(name: str) -> None:
    assert is_slug(slug_of(name))
    assert len(slug_of("x" * 500)) == LONGEST


@example("0Ɂ0")
@given(LATIN)
def test_slug_and_search_agree(name: str) -> None:
    assert not tokens(name) or slug_of(name) == "-".join(tokens(name))
