"""Every page of the newsroom answers, whatever it is asked."""

import pytest
from flask import Flask

from extensions import db
from tests.conventions.routes import DESK_GETS
from tests.newsroom import Desk, make_editor, sign_in

# They answer with data or part of a page, or redirect.
NO_PAGES = {
    "admin.pictures.metadata.arrivals": 404,  # of no picture
    "admin.stories.media_embeds.show": 422,  # no address was given
}
ODD = ["\0", "%ff%fe", "' OR 1=1--", "-1", "9" * 400, "\u202e", "{{7*7}}"]
NAMES = ("q", "after", "before", "state", "page", "region", "kind", "against", "id")
each_address = pytest.mark.parametrize("address", DESK_GETS.values(), ids=DESK_GETS)


@pytest.fixture
def desk(newsroom: Flask) -> Desk:
    """A client that may do everything."""
    with newsroom.app_context():
        desk = sign_in(newsroom, make_editor("administrator"))
        db.session.remove()
    return desk


@pytest.mark.parametrize("name", DESK_GETS)
def test_page_of_the_newsroom_answers(desk: Desk, name: str) -> None:
    answer = desk.get(DESK_GETS[name])
    assert answer.status_code == NO_PAGES.get(name, 200)
    assert answer.cache_control.no_store
    assert "Traceback" not in answer.text


@each_address
def test_invalid_parameters_are_no_server_error(desk: Desk, address: str) -> None:
    for odd in ODD:
        answer = desk.get(address, query_string=dict.fromkeys(NAMES, odd))
        assert answer.status_code < 500, odd
