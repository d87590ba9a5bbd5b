"""Pictures by the hash of their content."""

import pytest
from flask.testing import FlaskClient

from models.pictures.media import media

DATA = b"not really a picture"


def test_picture_is_kept_for_ever(client: FlaskClient) -> None:
    key = media.put(DATA, "image/webp")
    answer = client.get(f"/media/{key}")
    assert (answer.data, answer.mimetype) == (DATA, "image/webp")
    assert answer.cache_control.immutable
    assert answer.cache_control.max_age == 31536000
    assert "Set-Cookie" not in answer.headers


def test_picture_is_not_sent_twice(client: FlaskClient) -> None:
    key = media.put(DATA, "image/webp")
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
    """No such file is stored, so a look at the store would answer 404."""
    name = f"{1:040x}"
    known = {"If-None-Match": form.format(name)}
    answer = client.get(f"/media/{name}.jpg", headers=known)
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == f'"{name}"'
    assert answer.cache_control.immutable


def test_missing_picture_is_missing_for_any_validator(client: FlaskClient) -> None:
    address, headers = f"/media/{1:040x}.jpg", {"If-None-Match": "*"}
    assert client.get(address, headers=headers).status_code == 404
