"""Draws one social picture in a child process with limits."""

import json
import unicodedata
from pathlib import Path

from flask import current_app

from config import ROOT
from jobs.images.imaging import PictureRefused, draw_social
from models.pictures.social_picture import Drawing
from models.taxonomy.hue import (
    INK,
    INK_OF_HUE,
    LINE_OF_HUE,
    NO_REGION,
    PAPER,
    RULE,
    srgb,
)
from models.taxonomy.meridian import meridians

FACES = {
    "serif": ("headline.ttf", "headline_more.ttf"),
    "sans": ("label.ttf", "label_more.ttf"),
}
NO_GLYPHS = "glyphs"  # the child's refusal, in jobs/images/child/social.py
INVISIBLE = {"Cc", "Cf", "Zl", "Zp"}  # Unicode categories
Faces = dict[str, list[str]]


def site_faces() -> Faces:
    """The site's font files, as subset by the front-end build."""
    url, folder = current_app.extensions["assets"].url, ROOT / "static" / "build"
    return {
        face: [str(folder / Path(url(name)).name) for name in names]
        for face, names in FACES.items()
    }


def draw(drawing: Drawing, picture: bytes, faces: Faces) -> bytes | None:
    """A JPEG of 1200 by 630 pixels; `picture` is b"" if the story has none.

    None if the fonts lack a character of the text. Raises PictureRefused.
    """
    try:
        return draw_social(json.dumps(_task(drawing) | faces).encode(), picture).data
    except PictureRefused as refused:
        if str(refused) == NO_GLYPHS:
            return None
        raise


def _task(drawing: Drawing) -> dict[str, object]:
    hue = NO_REGION if drawing.hue is None else drawing.hue
    is_lit = drawing.hue is not None
    span = meridians(drawing.west, drawing.east)
    return {
        "headline": _visible(drawing.headline),
        "kicker": _visible(drawing.kicker).upper(),
        "name": _visible(drawing.name),
        "focus": (drawing.focal_x, drawing.focal_y),
        "lines": [(across, is_lit and is_within) for across, is_within in span],
        "paper": PAPER,
        "ink": INK,
        "rule": RULE,
        "hue": srgb(*INK_OF_HUE, hue),
        "line": srgb(*LINE_OF_HUE, hue),
    }


def _visible(text: str) -> str:
    """In NFC, because fonts contain composed letters; no invisible characters."""
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(c for c in composed if unicodedata.category(c) not in INVISIBLE)
