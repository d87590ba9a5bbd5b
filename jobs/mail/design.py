"""The design of mail: the site's colours and type, as far as mail programs allow.

Mail programs have no custom properties and ignore most style sheets, so the colours of
static/css/tokens.css are repeated here; a test compares them.
"""

import re
from dataclasses import dataclass
from typing import Any, Self

import css_inline
import mrml
from markupsafe import Markup

from models.pictures.picture import Picture, Rendition
from models.taxonomy.hue import INK_OF_HUE, srgb

LIGHT = {
    "paper": "#f6f1e7",
    "raised": "#fcf9f2",
    "ink": "#1f1b16",
    "soft": "#4a443b",
    "rule": "#d6ccba",
    "accent": "#832a15",
}
DARK = {
    "paper": "#171512",
    "raised": "#211e1a",
    "ink": "#ece5d8",
    "soft": "#bbb3a5",
    "rule": "#3b362e",
    "accent": "#f3a992",
}
DARK_INK_OF_HUE = (0.82, 0.08)  # --hue-ink of the dark scheme
# Keeps the aspect ratio of pictures that are shown narrower than their attributes.
FIXED_HEIGHT = re.compile(r'(<img\b[^>]*?style="[^"]*?)\bheight:\d+px')
# Characters that XML 1.0 does not allow; mrml refuses a text with one of them.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LOGO_WIDTH = 240  # CSS pixels at most
LOGO_HEIGHT = 72
# Notes between stories: one font size, visible links, and list markers.
PROSE = (
    "p, ul, ol, blockquote { margin: 0 0 14px; } ul, ol { padding: 0 0 0 24px; }"
    "h2, h3, h4 { margin: 22px 0 8px; font-size: 21px; line-height: 1.25; }"
    f"blockquote {{ padding: 0 0 0 16px; border-left: 2px solid {LIGHT['rule']}; }}"
    f"a {{ color: {LIGHT['accent']}; }}"
)


@dataclass(frozen=True)
class Logo:
    """`width` and `height` are CSS pixels; the file has up to twice as many pixels."""

    key: str
    width: int
    height: int

    @classmethod
    def of(cls, picture: Picture | None) -> Self | None:
        files = picture.renditions("whole", "image/jpeg") if picture else []
        if not files:
            return None
        shape = files[-1]
        scale = min(LOGO_WIDTH / shape.width, LOGO_HEIGHT / shape.height)
        width, height = round(shape.width * scale), round(shape.height * scale)
        return cls(for_retina(files, width).key, width, height)


def for_retina(files: list[Rendition], width: int) -> Rendition:
    """The narrowest file of twice `width` (CSS pixels), or else the widest."""
    wide = [file for file in files if file.width >= 2 * width]
    return wide[0] if wide else files[-1]


def styles() -> dict[str, Any]:
    """What templates/mail/layout.mjml.html needs besides the site's settings."""
    return {
        "light": LIGHT,
        "dark": DARK,
        "ink_of": ink_of,
        "dark_ink_of": dark_ink_of,
        "prose": prose,
    }


def ink_of(hue: int) -> str:
    return "#{:02x}{:02x}{:02x}".format(*srgb(*INK_OF_HUE, hue))


def dark_ink_of(hue: int) -> str:
    return "#{:02x}{:02x}{:02x}".format(*srgb(*DARK_INK_OF_HUE, hue))


def prose(html: Markup) -> Markup:
    """Sanitised HTML with its styles inline."""
    return Markup(css_inline.inline_fragment(str(html), css=PROSE))  # noqa: S704


def as_html(mjml: str) -> str:
    """HTML with nested tables, which all mail programs render alike."""
    html = mrml.to_html(NOT_XML.sub("", mjml)).content
    return FIXED_HEIGHT.sub(r"\1height:auto", html)
