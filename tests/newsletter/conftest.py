"""Readers who subscribe to the newsletter."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


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
