"""Cleans uploads and draws renditions, each in a child process with limits.

Only the child process, jobs/images/child, imports Pillow, so a hostile picture can
crash nothing else.
"""

import json
import logging
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, TypeVar

MAX_BYTES = 30 * 2**20  # of an upload
CHILD = Path(__file__).with_name("child") / "__main__.py"
WALL_SECONDS = {"clean": 20.0, "draw": 60.0, "social": 30.0}

# A child may use 300 MB, so a burst of uploads must not start many at once.
TURNS = BoundedSemaphore(max(2, os.cpu_count() or 1))

NOT_A_PICTURE = (
    "This file is not a picture we can read: use JPEG, PNG, WebP, AVIF or HEIC."
)
TOO_BIG = "This file is larger than 30 MB: make the picture smaller and try again."
TOO_SLOW = "This picture takes too long to read: save it again as JPEG and try again."
UNREADABLE = "This picture cannot be read: save it again as JPEG and try again."

log = logging.getLogger(__name__)


class PictureRefused(ValueError):
    """The message tells the editor in one sentence what is wrong and what to do."""


@dataclass(frozen=True)
class CleanPicture:
    """A re-encoded upload. `tone` is its average red, green and blue, 0 to 3 each."""

    data: bytes
    media_type: str
    width: int
    height: int
    tone: str

    def __post_init__(self) -> None:
        _check(self, {"image/jpeg", "image/png"})
        if not re.fullmatch("[0-3]{3}", self.tone):
            raise ValueError("tone")


@dataclass(frozen=True)
class RenditionData:
    """One file for readers, with sizes in pixels.

    `crop` is "whole", "card" (3:2), "social" or "icon".
    """

    crop: str
    media_type: str
    width: int
    height: int
    data: bytes

    def __post_init__(self) -> None:
        is_icon = self.crop == "icon"
        photograph = {"image/avif", "image/webp", "image/jpeg"}
        _check(self, {"image/png"} if is_icon else photograph)
        if self.crop not in {"whole", "card", "social", "icon"}:
            raise ValueError("crop")


Made = TypeVar("Made", CleanPicture, RenditionData)


def clean_picture(data: bytes) -> CleanPicture:
    """The upload, decoded and re-encoded: upright, at most 2560 pixels per side.

    JPEG, or PNG with transparency. The only metadata kept is an ICC profile for RGB.
    Raises PictureRefused, after at most 20 seconds.
    """
    return _made(CleanPicture, data, "clean")[0]


def draw_renditions(
    data: bytes, focal_point: tuple[float, float], *, with_icons: bool = False
) -> list[RenditionData]:
    """AVIF, WebP and JPEG of the whole picture and of its 3:2 card, smallest first.

    The focal point is (x, y), each from 0 to 1, from the top left; every card shows it.
    All files are in sRGB without metadata, and none is larger than the original, except
    for the icons: PNG squares of the whole picture for browsers.
    Raises PictureRefused, after at most 60 seconds.
    """
    task = [f"{part:.6f}" for part in (*focal_point, with_icons)]
    return _made(RenditionData, data, "draw", *task)


def draw_social(task: bytes, picture: bytes) -> RenditionData:
    """Draws a social picture; `task` is JSON on one line.

    Raises PictureRefused, after at most 30 seconds.
    """
    return _made(RenditionData, task + b"\n" + picture, "social")[0]


def _made(kind: type[Made], data: bytes, *task: str) -> list[Made]:
    if not data:
        raise PictureRefused(NOT_A_PICTURE)
    if len(data) > MAX_BYTES:
        raise PictureRefused(TOO_BIG)
    head, _, rest = _answer(data, *task).partition(b"\n")
    try:
        return _parsed(kind, json.loads(head), rest)
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, PictureRefused):
            raise
        raise PictureRefused(UNREADABLE) from error


def _answer(data: bytes, *task: str) -> bytes:
    # -I: the child ignores the working folder and PYTHONPATH when it imports.
    command = [sys.executable, "-I", str(CHILD), *task]
    try:
        with TURNS:
            done = subprocess.run(
                command,
                input=data,
                capture_output=True,
                env=_environment(),
                timeout=WALL_SECONDS[task[0]],
                check=False,
            )
    except subprocess.TimeoutExpired:
        raise PictureRefused(TOO_SLOW) from None
    if done.returncode == 0:
        return done.stdout
    log.warning("imaging child: %s, %s", done.returncode, done.stderr[-500:])
    too_slow = done.returncode == -signal.SIGXCPU
    raise PictureRefused(TOO_SLOW if too_slow else UNREADABLE)


def _environment() -> dict[str, str]:
    """What Python needs to start; leaves out the site's secrets."""
    needed = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    return {name: os.environ[name] for name in needed if name in os.environ}


def _parsed(kind: type[Made], answer: dict[str, Any], rest: bytes) -> list[Made]:
    """A compromised child could return anything, so every field is checked."""
    if "refused" in answer:
        raise PictureRefused(str(answer["refused"])[:300])
    made = []
    for row in answer["pictures"]:
        size = row.pop("size")
        made.append(kind(data=rest[:size], **row))
        rest = rest[size:]
    if rest or not made:
        raise ValueError("bytes do not match the announced sizes")
    return made


def _check(picture: CleanPicture | RenditionData, media_types: set[str]) -> None:
    sides = (picture.width, picture.height)
    if not all(type(side) is int and 0 < side <= 2560 for side in sides):
        raise ValueError("size")
    if picture.media_type not in media_types or not picture.data:
        raise ValueError("media type or data")
