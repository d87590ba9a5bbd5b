"""Readers who ask for the newsletter."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from extensions import db
from models.email_address import Address
from models.newsletter.subscriber import Subscriber, subscribe
from tests.conftest import Clock


@pytest.fixture
def ask(client: FlaskClient) -> Callable[..., TestResponse]:
    """Sends the form as a browser does, with htmx or without."""

    def send(email: str, *, htmx: bool = False, **more: str) -> TestResponse:
        headers = {"Sec-Fetch-Site": "same-origin"}
        if htmx:
            headers["HX-Request"] = "true"
        return client.post(
            "/newsletter/", data={"email": email} | more, headers=headers
        )

    return send


@pytest.fixture
def subscriber_at(app: Flask, clock: Clock) -> Callable[[str], Subscriber]:
    """Who has asked for the newsletter with this address, now or before."""

    def find(email: str) -> Subscriber:
        address = Address.read(email)
        named = select(Subscriber).where(Subscriber.address_key == address.key)
        db.session.rollback()
        if db.session.scalar(named) is None:
            subscribe(address, clock())
        return db.session.scalars(named).one()

    return find


@pytest.fixture
def mail_folder(tmp_path: Path) -> Path:
    return tmp_path / "mail"
