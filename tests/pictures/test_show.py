"""Pictures by the hash of their content."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models.base import transaction
from models.pictures.media import media
from tests.factories import make_picture
from tests.newsroom import Desk
from tests.web.cache.test_hanging import locked
from web.cache import edition_watch

DATA = b"not really a picture"


@pytest.fixture
def key(app: Flask) -> str:
    """The key of a picture's file."""
    key = media.put(DATA, "image/webp")
    make_picture(original=key)
    return key


def test_picture_is_cached_forever(client: FlaskClient, key: str) -> None:
    answer = client.get(f"/media/{key}")
    assert (answer.data, answer.mimetype) == (DATA, "image/webp")
    assert answer.cache_control.immutable
    assert answer.cache_control.max_age == 31536000
    assert "Set-Cookie" not in answer.headers


def test_picture_is_not_sent_twice(client: FlaskClient, key: str) -> None:
    etag = client.get(f"/media/{key}").headers["ETag"]
    again = client.get(f"/media/{key}", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert client.head(f"/media/{key}").data == b""


@pytest.mark.parametrize(
    "key", ["nonsense", f"{1:040x}.jpg", f"{1:040x}.svg", "..", "%2e%2e%2fsecret_key"]
)
def test_nothing_else_is_served(client: FlaskClient, key: str) -> None:
    answer = client.get(f"/media/{key}")
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("form", ['"{}"', 'W/"{}"', '"other", "{}"'])
def test_file_is_not_read_for_a_client_that_has_it(
    client: FlaskClient, form: str
) -> None:
    """The file is not stored, so reading it would answer 404."""
    name = f"{1:040x}"
    make_picture(original=f"{name}.jpg")
    known = {"If-None-Match": form.format(name)}
    answer = client.get(f"/media/{name}.jpg", headers=known)
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == f'"{name}"'
    assert answer.cache_control.immutable


def test_missing_picture_is_missing_for_any_validator(client: FlaskClient) -> None:
    address, headers = f"/media/{1:040x}.jpg", {"If-None-Match": "*"}
    assert client.get(address, headers=headers).status_code == 404


def test_file_without_a_picture_is_not_served(client: FlaskClient) -> None:
    key = media.put(b"an orphan", "image/webp")
    assert client.get(f"/media/{key}").status_code == 404
    known = {"If-None-Match": f'"{key.partition(".")[0]}"'}
    assert client.get(f"/media/{key}", headers=known).status_code == 404


def test_deleted_picture_is_gone_at_once(
    client: FlaskClient, desk: Desk, key: str
) -> None:
    drawn = media.put(b"drawn", "image/jpeg")
    other = make_picture(original=f"{1:040x}.jpg", rendition_rows=[{"key": drawn}])
    assert client.get(f"/media/{drawn}").status_code == 200
    desk.post(f"/admin/pictures/{other.id}/deletion")
    assert client.get(f"/media/{drawn}").status_code == 404
    assert client.get(f"/media/{key}").status_code == 200


def test_shared_file_stays_with_the_other_picture(
    client: FlaskClient, desk: Desk, key: str
) -> None:
    other = make_picture(original=key)
    desk.post(f"/admin/pictures/{other.id}/deletion")
    assert client.get(f"/media/{key}").status_code == 200


def test_replaced_file_is_still_shown_on_open_pages(
    client: FlaskClient, key: str
) -> None:
    old, new = (media.put(data, "image/jpeg") for data in (b"old", b"new"))
    picture = make_picture(original=key, rendition_rows=[{"key": old}])
    with transaction():
        picture.rendition_rows = [{"key": new}]
    for shown in (old, new):
        assert client.get(f"/media/{shown}").status_code == 200


def test_known_picture_is_served_while_the_database_is_locked(
    app: Flask, database_url: str, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert app.test_client().get(f"/media/{key}").status_code == 200
    monkeypatch.setattr(edition_watch, "LOOK_AGAIN_AFTER", 0.0)
    with locked(database_url):
        assert app.test_client().get(f"/media/{key}").status_code == 200
