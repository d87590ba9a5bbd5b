"""Alive, and able to serve."""

from flask.testing import FlaskClient

from extensions import db


def test_both_answer_in_uncached_plain_text(client: FlaskClient) -> None:
    for address, word in (("/healthz", "alive\n"), ("/readyz", "ready\n")):
        answer = client.get(address)
        assert (answer.status_code, answer.text) == (200, word)
        assert answer.mimetype == "text/plain"
        assert answer.headers["Cache-Control"] == "no-store"


def test_magazine_without_its_tables_is_not_ready(client: FlaskClient) -> None:
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE editions")
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code >= 500
