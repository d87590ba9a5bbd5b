"""Static files: unchanged ones are answered with 304."""

import pytest
from flask.testing import FlaskClient


@pytest.fixture
def sheet(client: FlaskClient) -> tuple[str, str]:
    """The URL of a stylesheet, and its ETag."""
    page = client.get("/").text
    path = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    return path, client.get(path, buffered=True).headers["ETag"]


@pytest.mark.parametrize(
    "known", ["{}", "W/{}", '"other", {}', '"other", W/{}, "more"', "*"]
)
def test_unchanged_file_answers_304(
    client: FlaskClient, sheet: tuple[str, str], known: str
) -> None:
    path, tag = sheet
    headers = {"If-None-Match": known.format(tag)}
    answer = client.get(path, headers=headers, buffered=True)
    assert (answer.status_code, answer.data) == (304, b"")


@pytest.mark.parametrize("known", ['"other"', 'W/"other"', "", "nonsense"])
def test_changed_file_is_sent(
    client: FlaskClient, sheet: tuple[str, str], known: str
) -> None:
    answer = client.get(sheet[0], headers={"If-None-Match": known}, buffered=True)
    assert (answer.status_code, bool(answer.data)) == (200, True)
