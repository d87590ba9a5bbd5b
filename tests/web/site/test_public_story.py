"""How the story at a URL is found."""

import pytest
from flask import Flask

from extensions import db
from testbed.pages import count_queries
from tests.conftest import Clock
from tests.factories import make_article, make_topic
from web.site.public_story import public_story


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_story_is_found_by_index(app: Flask, clock: Clock) -> None:
    """SQLite once joined the topics of all stories first."""
    make_article(slug="the-line", topics=[make_topic(), make_topic()])
    db.session.expunge_all()
    with count_queries() as statements:
        found = public_story("the-line", clock.now)
    assert len(found.topics) == 2
    assert len(statements) == 1
    explained = db.session.connection().exec_driver_sql(
        f"EXPLAIN QUERY PLAN {statements[0]}", (None,) * statements[0].count("?")
    )
    plan = [row[3] for row in explained]
    assert not [step for step in plan if step.startswith("SCAN")], plan
