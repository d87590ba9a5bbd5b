"""Public pages and embeds are valid HTML, by the Nu checker."""

from pathlib import Path

from flask.testing import FlaskClient

from tests.conventions.nu_checker import faults
from tests.conventions.routes import PUBLIC
from tests.conventions.test_pages import ERRORS, FRAMES, MORE_PAGES

AROUND = '<!doctype html><html lang="en"><head><title>A fragment</title></head><body>'
ADDRESSES = PUBLIC | MORE_PAGES | ERRORS | FRAMES
BACKENDS = ("sqlite",)
EMBEDDED = {"oembed of a story": "/articles/the-line", "oembed of a list": "/latest/"}
DARK = {f"{name} in dark": f"{path}?theme=dark" for name, path in FRAMES.items()}


def test_public_pages_fragments_and_oembed_are_valid(
    reader: FlaskClient, tmp_path: Path
) -> None:
    """In one run of the checker, which is slow to start."""
    for name, address in (ADDRESSES | DARK).items():
        answer = reader.get(address, buffered=True)
        if answer.mimetype == "text/html":
            keep(tmp_path / f"{name}.html", answer.text)
    for name, address in EMBEDDED.items():
        answer = reader.get(f"/oembed?url=http://localhost{address}")
        keep(tmp_path / f"{name}.html", answer.get_json()["html"])
    assert len(list(tmp_path.glob("*.html"))) > 25
    assert faults(tmp_path) == []


def keep(file: Path, html: str) -> None:
    whole = html if "<html" in html else f"{AROUND}{html}</body></html>"
    file.write_text(whole)
