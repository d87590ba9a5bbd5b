"""The source of demo/pictures: draws them anew, for whoever changes a drawing.

The files in the repository are what is used; nothing else needs this program.
"""

from __future__ import annotations

import argparse
from functools import partial
from multiprocessing import Pool
from pathlib import Path
from typing import Final

from demo.draw import catalogue
from demo.draw.ink import Sheet

JPEG_QUALITY: Final = 88
DEFAULT_FOLDER: Final = Path("demo/pictures")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m demo.draw", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--force", action="store_true", help="draw existing files too")
    parser.add_argument("--only", nargs="*", metavar="SLUG", help="draw only these")
    return parser.parse_args()


def file_of(folder: Path, slug: str) -> Path:
    """Return where a picture is kept."""
    return folder / f"{slug}.jpg"


def print_picture(folder: Path, slug: str) -> str:
    """Draw one picture and save it."""
    chosen = catalogue.PICTURES[slug]
    sheet = Sheet(chosen.size, chosen.ground)
    chosen.draw(sheet)
    sheet.finish().save(
        file_of(folder, slug), quality=JPEG_QUALITY, optimize=True, progressive=True
    )
    return slug


def wanted(folder: Path, only: list[str] | None, *, force: bool) -> list[str]:
    """Return the pictures to draw, in the catalogue's order."""
    slugs = [slug for slug in catalogue.PICTURES if not only or slug in only]
    return [slug for slug in slugs if force or not file_of(folder, slug).exists()]


def main() -> None:
    """Draw whatever is missing from the folder."""
    options = arguments()
    options.folder.mkdir(parents=True, exist_ok=True)
    slugs = wanted(options.folder, options.only, force=options.force)
    with Pool() as pool:
        for slug in pool.imap_unordered(partial(print_picture, options.folder), slugs):
            print(f"drew {slug}")


if __name__ == "__main__":
    main()
