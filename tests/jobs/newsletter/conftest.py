"""A real mail server, and subscribers."""

from collections.abc import Iterator

import pytest
from flask import Flask

from models.newsletter.subscriber import Subscriber
from tests.conftest import Clock
from tests.jobs.newsletter.issues import Join, join_as
from tests.postbox import Postbox, receiving


@pytest.fixture
def postbox(app: Flask) -> Iterator[Postbox]:
    with receiving(app) as running:
        yield running


@pytest.fixture
def join(app: Flask, clock: Clock) -> Join:
    """`join("ana")` subscribes and confirms ana@example.org."""

    def sign_up(name: str, domain: str = "example.org") -> Subscriber:
        return join_as(name, clock, domain)

    return sign_up
