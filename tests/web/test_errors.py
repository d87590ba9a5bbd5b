"""Every error has its page, and reveals no internals."""

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from tests.factories import make_article, make_picture
from web.errors import EXPLANATIONS, TITLES
from web.permission import open_to_anybody

CODES = sorted(TITLES)


@open_to_anybody
def _abort(code: int) -> str:
    abort(code)


@open_to_anybody
def _raise() -> str:
    raise KeyError("secret")


@pytest.fixture
def broken(app: Flask) -> Flask:
    """An app with a view that raises the requested error."""
    app.add_url_rule("/broken/<int:code>", "broken", _abort, methods=["GET", "POST"])
    app.add_url_rule("/raised", "raised", _raise, methods=["GET", "POST"])
    return app


@pytest.mark.parametrize("code", CODES)
def test_error_page_has_its_message(broken: Flask, code: int) -> None:
    answer = broken.test_client().get(f"/broken/{code}")
    assert answer.status_code == code
    assert TITLES[code] in answer.text
    assert EXPLANATIONS[code] in answer.text
    assert "Traceback" not in answer.text
    assert answer.text.count("<h1") == 1
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("code", CODES)
def test_error_for_htmx_is_one_line(broken: Flask, code: int) -> None:
    headers = {"HX-Request": "true", "Sec-Fetch-Site": "same-origin"}
    answer = broken.test_client().post(f"/broken/{code}", headers=headers)
    assert answer.status_code == code
    assert answer.text.strip().startswith('<p class="error-line">')
    assert TITLES[code] in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_server_error_reveals_nothing(
    broken: Flask, method: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = broken.test_client().open("/raised", method=method)
    assert answer.status_code == 500
    assert TITLES[500] in answer.text
    assert "secret" not in answer.text
    assert "KeyError: 'secret'" in caplog.text


def test_wrong_method_names_the_right_ones(client: FlaskClient) -> None:
    answer = client.post("/latest/")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert TITLES[405] in answer.text


def test_too_large_a_form_is_refused(client: FlaskClient) -> None:
    for headers in ({}, {"HX-Request": "true"}):
        data = {"email": "x" * 70_000}
        answer = client.post("/newsletter/", data=data, headers=headers)
        assert answer.status_code == 413
        assert TITLES[413] in answer.text


def test_error_of_a_public_address_does_not_depend_on_a_header(
    client: FlaskClient,
) -> None:
    make_article(slug="taken", status="withdrawn")
    for address in ("/articles/taken", "/articles/taken/rest", "/nothing"):
        plain = client.get(address)
        assert client.get(address, headers={"HX-Request": "true"}).data == plain.data
    assert "<html" not in client.get("/articles/taken/rest").text


def test_gone_can_be_cached(client: FlaskClient) -> None:
    make_article(slug="taken", status="withdrawn")
    answer = client.get("/articles/taken")
    assert answer.cache_control.public
    assert TITLES[410] in answer.text


def test_missing_is_not_cached(client: FlaskClient) -> None:
    assert client.get("/articles/nothing").headers["Cache-Control"] == "no-store"


def test_missing_picture_is_an_ordinary_404(client: FlaskClient) -> None:
    assert client.get("/media/nonsense").status_code == 404
    assert client.get(f"/media/{1:040x}.jpg").status_code == 404


def test_unreachable_media_store_answers_503(app: Flask, client: FlaskClient) -> None:
    from models.pictures.media import media

    assert media._folder is not None
    make_picture(original=f"{1:040x}.jpg")
    media._folder.rename(media._folder.with_name("away"))
    answer = client.get(f"/media/{1:040x}.jpg")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (503, "no-store")
