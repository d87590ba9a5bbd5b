"""A few stories for embeds."""

import pytest
from flask import Flask

from tests import factories as make


@pytest.fixture
def stories(app: Flask) -> None:
    """Two articles and a brief in Europe, and unpublished ones."""
    europe, maps = make.make_region("Europe"), make.make_topic("Maps")
    ines = make.make_contributor("Ines")
    placed = {"regions": [europe], "topics": [maps], "contributors": [ines]}
    make.make_article(slug="first", headline="First & <b>foremost</b>", **placed)
    make.make_correction(make.make_article(slug="second", headline="Second", **placed))
    make.make_article(slug="short", headline="Short", kind="brief", **placed)
    make.make_article(slug="hidden", status="draft", **placed)
    make.make_article(slug="gone", status="withdrawn", **placed)
    make.make_article(slug="about", kind="page", headline="About")
