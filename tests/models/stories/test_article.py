"""Constraints of articles."""

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from tests.factories import make_article


def test_published_story_needs_a_time(app: Flask) -> None:
    with pytest.raises(IntegrityError):
        make_article(status="published", published_at=None)
    make_article(status="draft", published_at=None)
