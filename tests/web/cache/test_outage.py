"""Without its database the magazine serves cached pages."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import make_article
from tests.web.conftest import Outage


@pytest.fixture(autouse=True)
def story(app: Flask) -> None:
    make_article(slug="the-line")


def test_cached_pages_are_served(client: FlaskClient, outage: Outage) -> None:
    before = client.get("/articles/the-line")
    with outage():
        during = client.get("/articles/the-line")
        again = client.get(
            "/articles/the-line", headers={"If-None-Match": during.headers["ETag"]}
        )
    assert (during.status_code, during.data) == (200, before.data)
    assert again.status_code == 304


@pytest.mark.parametrize(
    "address", ["/latest/", "/articles/the-line", "/nothing", "/stream"]
)
def test_other_pages_answer_503(
    client: FlaskClient, outage: Outage, address: str
) -> None:
    with outage():
        answer = client.get(address)
    assert answer.status_code in (503, 404)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Traceback" not in answer.text
    if address != "/nothing":
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert "The site is not available right now" in answer.text


def test_forms_answer_503(client: FlaskClient, outage: Outage) -> None:
    for headers in ({}, {"HX-Request": "true"}):
        with outage():
            answer = client.post(
                "/newsletter/", data={"email": "a@example.org"}, headers=headers
            )
        assert answer.status_code == 503
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Retry-After" in answer.headers
        assert ("<html" in answer.text) == (not headers)


def test_magazine_recovers_without_a_restart(
    client: FlaskClient, outage: Outage
) -> None:
    with outage():
        assert client.get("/latest/").status_code == 503
    assert client.get("/latest/").status_code == 200
    assert client.get("/articles/the-line").status_code == 200
    make_article(headline="After the outage")
    assert "After the outage" in client.get("/").text


def test_outage_during_service_is_noticed(client: FlaskClient, outage: Outage) -> None:
    kept = client.get("/").data
    for _ in range(3):
        with outage():
            assert client.get("/").data == kept
            assert client.get("/regions/").status_code == 503
        assert client.get("/readyz").status_code == 200


def test_health_distinguishes_alive_and_ready(
    client: FlaskClient, outage: Outage
) -> None:
    with outage():
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
