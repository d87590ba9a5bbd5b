"""All the pictures, gathered by importing every module that draws some."""

from demo.draw import (
    borders,
    canals,
    earth,
    fog,
    ice,
    locks,
    polder,
    poles,
    portraits,
    seaways,
    surveys,
    towns,
    waters,
    wayfinding,
    wells,
)
from demo.draw.registry import PICTURES

__all__ = [
    "PICTURES",
    "borders",
    "canals",
    "earth",
    "fog",
    "ice",
    "locks",
    "polder",
    "poles",
    "portraits",
    "seaways",
    "surveys",
    "towns",
    "waters",
    "wayfinding",
    "wells",
]
