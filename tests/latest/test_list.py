"""LATEST: its page and its live fragment."""

from flask.testing import FlaskClient

from tests.factories import make_article


def test_newest_come_first(client: FlaskClient) -> None:
    make_article(headline="Older")
    make_article(headline="Newer")
    for address in ("/latest/", "/latest/list"):
        text = client.get(address).text
        assert text.index("Newer") < text.index("Older")


def test_list_is_as_long_as_where_it_stands(client: FlaskClient) -> None:
    for _ in range(32):
        make_article()
    assert client.get("/latest/list").text.count("<li ") == 8
    assert client.get("/latest/list?size=page").text.count("<li ") == 30
    assert client.get("/latest/list?size=nonsense").text.count("<li ") == 8


def test_unchanged_list_is_not_sent_again(client: FlaskClient) -> None:
    make_article()
    etag = client.get("/latest/list").headers["ETag"]
    headers = {"If-None-Match": etag, "HX-Request": "true"}
    assert client.get("/latest/list", headers=headers).status_code == 304
    make_article()
    assert client.get("/latest/list", headers=headers).status_code == 200


def test_live_list_is_kept_shortly(client: FlaskClient) -> None:
    assert client.get("/latest/list").cache_control.s_maxage == 5


def test_empty_list_says_so(client: FlaskClient) -> None:
    assert "Nothing has been published yet" in client.get("/latest/list").text


def test_older_page_does_not_look_for_news(client: FlaskClient) -> None:
    for _ in range(32):
        make_article()
    first = client.get("/latest/").text
    cursor = first.partition("/latest/?after=")[2].partition('"')[0]
    assert " data-latest=" in first
    assert " data-latest=" not in client.get(f"/latest/?after={cursor}").text
