"""Following a region, a topic or a contributor by mail, from its page to the inbox."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from extensions import db
from models.newsletter.choices import choices_of
from models.newsletter.subscriber import Subscriber
from tests.conftest import Clock
from tests.factories import make_article, make_contributor, make_region, make_topic

PLACES = {
    "region": "/regions/europe",
    "topic": "/topics/maps",
    "contributor": "/contributors/ines-calloway",
}


@pytest.fixture(autouse=True)
def _story(app: Flask) -> None:
    make_article(
        regions=[make_region("Europe")],
        topics=[make_topic("Maps")],
        contributors=[make_contributor("Ines Calloway")],
    )


def read(client: FlaskClient, path: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(path).text, "html.parser")


def form_on(page: BeautifulSoup) -> dict[str, list[str]]:
    """What a browser would send: text fields, ticked boxes and chosen options."""
    form = page.select_one("main .newsletter__form")
    assert form is not None
    fields: dict[str, list[str]] = {}
    for tag in form.select("input:not([type=checkbox]), input[checked], select"):
        chosen: Any = (
            tag.select_one("option[selected]") if tag.name == "select" else tag
        )
        fields.setdefault(str(tag["name"]), []).append(str(chosen.get("value", "")))
    return fields


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize(("kind", "path"), PLACES.items())
def test_follow_button_preselects_the_subject(
    app: Flask, client: FlaskClient, clock: Clock, kind: str, path: str, *, htmx: bool
) -> None:
    link = read(client, path).select_one(".follow a[href^='/newsletter/']")
    assert link is not None
    form = form_on(read(client, str(link["href"]))) | {"email": ["jane@example.org"]}
    headers = {"Sec-Fetch-Site": "same-origin"} | (
        {"HX-Request": "true"} if htmx else {}
    )
    assert client.post("/newsletter/", data=form, headers=headers).status_code < 400
    jane = db.session.scalars(select(Subscriber)).one()
    token = jane.confirmation_token(app.config["SECRET_KEY"], clock())
    page = client.post(f"/newsletter/confirm/{token}", headers=headers).location
    subject = f"{kind}:{path.rpartition('/')[2]}"
    boxes = read(client, page).select("input[name=follow][checked]")
    assert [box["value"] for box in boxes] == [subject]
    assert choices_of(jane).newsletters == {"newsletter": "every"}
