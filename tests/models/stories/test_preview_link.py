"""Preview links are deleted a month after they ended."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from extensions import db
from jobs.mail.staff import forget_what_is_over
from models.base import transaction
from models.stories.preview_link import PreviewLink
from tests import factories as make
from tests.conftest import Clock
from tests.newsroom import make_editor

DAY = timedelta(days=1)


@pytest.fixture
def link(app: Flask, clock: Clock) -> PreviewLink:
    """For a week."""
    story = make.make_article(status="draft", published_at=None)
    return make.keep(PreviewLink.make(story.id, make_editor(), 7, clock.now))


def kept(clock: Clock, days: int) -> bool:
    """Whether it is still there so many days after it was made."""
    db.session.rollback()
    forget_what_is_over(clock.now + days * DAY)
    return db.session.scalar(select(PreviewLink.id)) is not None


def test_expired_link_is_deleted_after_a_month(link: PreviewLink, clock: Clock) -> None:
    assert kept(clock, 7 + 29)
    assert not kept(clock, 7 + 30)


def test_revoked_link_is_deleted_after_a_month(link: PreviewLink, clock: Clock) -> None:
    with transaction():
        db.session.get_one(PreviewLink, link.id).revoke(clock.now + DAY)
    assert kept(clock, 1 + 29)
    assert not kept(clock, 1 + 30)
