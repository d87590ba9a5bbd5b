"""Colours of static/css/tokens.css, for pictures and mail, where CSS is no use."""

import math

Colour = tuple[int, int, int]

PAPER, INK, RULE = (
    (0xF6, 0xF1, 0xE7),
    (0x1F, 0x1B, 0x16),
    (0xD6, 0xCC, 0xBA),
)
NO_REGION = 85  # degrees, as --hue
INK_OF_HUE = (0.39, 0.085)  # lightness and chroma, as --hue-ink
LINE_OF_HUE = (0.56, 0.11)  # as --hue-line


def srgb(lightness: float, chroma: float, hue: float) -> Colour:
    """Converts OKLCH, hue in degrees, to red, green and blue from 0 to 255.

    Follows https://www.w3.org/TR/css-color-4/#color-conversion-code and clips colours
    outside sRGB.
    """
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _level(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
        _level(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
        _level(-0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short),
    )


def _level(linear: float) -> int:
    linear = min(max(linear, 0.0), 1.0)
    curved = linear * 12.92 if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4)
    return round(255 * (curved if linear <= 0.0031308 else curved - 0.055))
