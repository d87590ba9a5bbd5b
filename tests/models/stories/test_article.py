"""What an article may be."""

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from tests.factories import make_article


def test_nothing_is_published_without_its_time(app: Flask) -> None:
    with pytest.raises(IntegrityError):
        make_article(status="published", published_at=None)
    make_article(status="draft", published_at=None)
