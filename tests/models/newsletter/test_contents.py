"""The contents of a new issue."""

import pytest
from flask import Flask
from sqlalchemy import select

from extensions import db
from models.base import transaction
from models.newsletter.contents import begin_issue
from models.newsletter.newsletter import Newsletter
from tests.conftest import Clock
from tests.factories import make_article, make_correction


@pytest.mark.parametrize("is_material", [True, False])
def test_corrected_story_returns_only_if_it_is_material(
    app: Flask, clock: Clock, *, is_material: bool
) -> None:
    story = make_article(headline="Rivers")
    with transaction():
        newsletter = db.session.scalars(select(Newsletter)).one()
        first = begin_issue(newsletter, clock())
        first.state, first.started_at = "sent", clock()
    make_correction(story, is_material=is_material, at=clock.advance(days=1))
    with transaction():
        again = begin_issue(newsletter, clock())
    headlines = [item.article.headline for item in again.items if item.article]
    assert headlines == (["Rivers"] if is_material else [])
