"""The inks of the series: warm papers, one black, earths, waters and accents."""

from __future__ import annotations

from typing import Final

PAPER: Final = "#f4efe6"
CREAM: Final = "#fbf7ee"
LINEN: Final = "#e9dfcb"
SAND: Final = "#dcc8a0"
WHEAT: Final = "#d2ae6b"
OCHRE: Final = "#c08a3a"
CLAY: Final = "#b4714c"
RUST: Final = "#8c4a31"
UMBER: Final = "#5b4334"
INK: Final = "#1d1b18"
STONE: Final = "#a49a88"
SLATE: Final = "#5d6664"
SAGE: Final = "#aab091"
MOSS: Final = "#77804f"
FOREST: Final = "#3c4d3c"
FOAM: Final = "#cfd9d0"
SEA: Final = "#8fb0ab"
TEAL: Final = "#3f7778"
DEEP: Final = "#24505a"
INDIGO: Final = "#2b3c52"
NIGHT: Final = "#1b2836"
VERMILION: Final = "#cf4327"
