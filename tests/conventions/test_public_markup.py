"""Public pages and embeds are valid HTML, by the Nu checker."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.conventions.nu_checker import faults
from tests.conventions.routes import PUBLIC
from tests.conventions.test_pages import ERRORS, FRAMES, MORE_PAGES

AROUND = '<!doctype html><html lang="en"><head><title>A fragment</title></head><body>'
ADDRESSES = PUBLIC | MORE_PAGES | ERRORS | FRAMES
DARK = {f"{name} in dark": f"{path}?theme=dark" for name, path in FRAMES.items()}


def test_public_pages_and_fragments_are_valid(
    reader: FlaskClient, tmp_path: Path
) -> None:
    for name, address in (ADDRESSES | DARK).items():
        answer = reader.get(address, buffered=True)
        if answer.mimetype == "text/html":
            is_whole = "<html" in answer.text
            html = answer.text if is_whole else f"{AROUND}{answer.text}</body></html>"
            (tmp_path / f"{name}.html").write_text(html)
    assert len(list(tmp_path.glob("*.html"))) > 25
    assert faults(tmp_path) == []


@pytest.mark.parametrize("address", ["/articles/the-line", "/latest/"])
def test_oembed_markup_is_valid(
    reader: FlaskClient, tmp_path: Path, address: str
) -> None:
    answer = reader.get(f"/oembed?url=http://localhost{address}").get_json()
    html = f"{AROUND}{answer['html']}</body></html>"
    (tmp_path / "oembed.html").write_text(html)
    assert faults(tmp_path) == []
