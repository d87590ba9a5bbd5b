"""Drawn colours match the stylesheets, and faded text is readable."""

import re
from pathlib import Path

import pytest

from config import ROOT
from models.taxonomy import hue
from tests.some import some

TOKENS = (ROOT / "static" / "css" / "tokens.css").read_text()
LIGHT, DARK = TOKENS.split("@media (prefers-color-scheme: dark)")
SCHEMES = {"light": LIGHT, "dark": DARK}
AA = 4.5  # WCAG 2.2, 1.4.3


def token(name: str, scheme: str = LIGHT) -> str:
    found = re.search(rf"--{name}: ([^;]+);", scheme)
    assert found, name
    return found[1]


def colour(name: str, scheme: str = LIGHT) -> hue.Colour:
    red, green, blue = bytes.fromhex(token(name, scheme).removeprefix("#"))
    return red, green, blue


def luminance(levels: tuple[float, ...]) -> float:
    parts = [level / 255 for level in levels]
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_drawn_colours_are_those_of_the_stylesheet() -> None:
    assert tuple(map(colour, ("paper", "ink", "rule"))) == (
        hue.PAPER,
        hue.INK,
        hue.RULE,
    )
    assert token("hue") == f"{hue.NO_REGION}deg"


@pytest.mark.parametrize(
    ("name", "drawn"), [("hue-ink", hue.INK_OF_HUE), ("hue-line", hue.LINE_OF_HUE)]
)
def test_drawn_hues_are_those_of_the_stylesheet(
    name: str, drawn: tuple[float, float]
) -> None:
    lightness, chroma = token(name).split()
    assert (float(lightness.rstrip("%")) / 100, float(chroma)) == drawn


@pytest.mark.parametrize("scheme", SCHEMES)
def test_last_line_of_the_fade_can_be_read(scheme: str) -> None:
    tokens = SCHEMES[scheme]
    share = int(token("fade", tokens).removesuffix("%)").split("/ ")[1]) / 100
    paper, ink = colour("paper", tokens), colour("ink", tokens)
    seen = tuple(share * i + (1 - share) * p for i, p in zip(ink, paper, strict=True))
    lighter, darker = sorted(map(luminance, (seen, paper)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= AA


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_browser_frame_has_the_colour_of_the_paper(scheme: str) -> None:
    base = (ROOT / "templates" / "layouts" / "base.html").read_text()
    pattern = (
        rf'theme-color"\s+content="(#\w+)"\s+media="\(prefers-color-scheme: {scheme}'
    )
    found = re.search(pattern, base)
    assert found
    assert found[1] == token("paper", SCHEMES[scheme])


CSS = ROOT / "static" / "css"
LITERAL = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch)\(\s*[\d.]"
)
HUE = re.compile(r"\b(?:oklch|oklab|lch|lab|hsl|hwb)\([^;]*\d(?:deg|turn|rad)")
# Paper has colours of its own, and hues.css has the class of each hue.
OWN_COLOURS = {"tokens.css", "print.css", "hues.css"}
# Other sites' pages have no tokens: these repeat some.
ELSEWHERE = {"element.css", "frame.css"}


def without_addresses(css: str) -> str:
    return re.sub(r"/\*.*?\*/|url\([^)]*\)", "", css, flags=re.DOTALL)


@pytest.mark.parametrize(
    "path", sorted(CSS.rglob("*.css")), ids=lambda path: str(path.relative_to(CSS))
)
def test_colours_are_named_in_the_tokens(path: Path) -> None:
    if path.name in OWN_COLOURS | ELSEWHERE:
        return
    css = without_addresses(path.read_text())
    assert LITERAL.findall(css) + HUE.findall(css) == []


@pytest.mark.parametrize("name", sorted(ELSEWHERE))
def test_colours_on_other_sites_are_those_of_the_tokens(name: str) -> None:
    css = without_addresses((CSS / name).read_text())
    ours = {
        c for scheme in SCHEMES.values() for c in re.findall(r"#[0-9a-f]{6}", scheme)
    }
    for levels in some(re.findall(r"rgb\((\d+) (\d+) (\d+)\)", css)):
        assert "#{:02x}{:02x}{:02x}".format(*map(int, levels)) in ours
