"""Forms are accepted from our own pages, and from clients that are not browsers."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

OURS, THEIRS = "http://localhost", "https://evil.example"
SITES = [None, "same-origin", "none", "same-site", "cross-site", "", "nonsense"]
ORIGINS = [None, OURS, THEIRS, "null", "", f"{OURS}.evil.example", "https://localhost"]


def _is_taken(site: str | None, origin: str | None) -> bool:
    if site is not None:
        return site in ("same-origin", "none")
    return origin in (None, OURS)


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("origin", ORIGINS)
def test_header_matrix(app: Flask, site: str | None, origin: str | None) -> None:
    sent = {"Sec-Fetch-Site": site, "Origin": origin}
    headers = {name: value for name, value in sent.items() if value is not None}
    answer = app.test_client().post("/newsletter/", data={"email": ""}, headers=headers)
    assert answer.status_code == (422 if _is_taken(site, origin) else 403)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_other_sites_are_refused_first(client: FlaskClient, method: str) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = client.open("/", method=method, headers=headers)
    assert answer.status_code == 403
    assert "another site" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_links_from_other_sites_work(client: FlaskClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": THEIRS}
    answer = client.get("/", headers=headers)
    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer.headers
