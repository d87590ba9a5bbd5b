"""Pages are sent in an encoding the client accepts, with the same content."""

import gzip

import brotli
import pytest
import zstandard
from flask.testing import FlaskClient

from tests.factories import make_article

DECODERS = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "zstd": lambda data: zstandard.ZstdDecompressor().decompress(data),
}


@pytest.fixture
def plain(client: FlaskClient) -> bytes:
    make_article(slug="the-line")
    page: bytes = client.get("/articles/the-line").data
    return page


@pytest.mark.parametrize("encoding", DECODERS)
def test_every_encoding_decodes_to_the_same_page(
    client: FlaskClient, plain: bytes, encoding: str
) -> None:
    headers = {"Accept-Encoding": encoding}
    answer = client.get("/articles/the-line", headers=headers)
    assert answer.headers["Content-Encoding"] == encoding
    assert answer.headers["Content-Length"] == str(len(answer.data))
    assert len(answer.data) < len(plain) / 2
    assert DECODERS[encoding](answer.data) == plain


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate, br;q=0, zstd", "zstd"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br;q=0, gzip;q=0, zstd;q=0", None),
        ("identity", None),
        ("deflate, compress", None),
        ("*;q=0", None),
        ("", None),
        ("br;q=nonsense", None),
        (",;=,;q=,\x7f", None),
    ],
)
def test_accepted_encodings_are_honoured(
    client: FlaskClient, plain: bytes, accepted: str, chosen: str | None
) -> None:
    headers = {"Accept-Encoding": accepted}
    answer = client.get("/articles/the-line", headers=headers)
    assert answer.headers.get("Content-Encoding") == chosen


def test_each_encoding_has_an_etag_of_its_own(
    client: FlaskClient, plain: bytes
) -> None:
    etags = [
        client.get("/", headers={"Accept-Encoding": name}).headers["ETag"]
        for name in (*DECODERS, "identity")
    ]
    assert len(set(etags)) == 4


def test_etag_of_another_encoding_does_not_validate(
    client: FlaskClient, plain: bytes
) -> None:
    etag = client.get("/", headers={"Accept-Encoding": "br"}).headers["ETag"]
    headers = {"Accept-Encoding": "gzip", "If-None-Match": etag}
    assert client.get("/", headers=headers).status_code == 200


def test_etag_of_another_edition_does_not_validate(
    client: FlaskClient, plain: bytes
) -> None:
    etag = client.get("/").headers["ETag"]
    make_article()
    assert client.get("/", headers={"If-None-Match": etag}).status_code == 200


def test_range_is_answered_with_the_whole(client: FlaskClient, plain: bytes) -> None:
    answer = client.get("/articles/the-line", headers={"Range": "bytes=0-9"})
    assert (answer.status_code, answer.data) == (200, plain)
