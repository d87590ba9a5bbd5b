"""Readers see the settings, and no administrator's change is lost."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from extensions import db
from models.base import transaction
from models.edition import Edition
from models.fingerprint import fingerprint
from models.setting import Newsroom, read_newsroom, write_newsroom
from models.staff.audit_entry import AuditEntry
from tests.browser.magazine import make_picture
from tests.conftest import Clock
from tests.factories import make_article
from tests.factories import make_picture as make_waiting_picture
from tests.newsroom import Desk

PAGE = "/admin/settings/"


@pytest.fixture
def chief(signed_in: Callable[..., Desk]) -> Desk:
    return signed_in("administrator")


def sent(**given: object) -> dict[str, object]:
    """The form with only these changes."""
    newsroom = read_newsroom()
    now: dict[str, object] = {
        **{name: value or "" for name, value in asdict(newsroom).items()},
        "link_name": [link["name"] for link in newsroom.social_links] + [""],
        "link_url": [link["url"] for link in newsroom.social_links] + [""],
        "version": fingerprint(asdict(newsroom)),
    }
    now.pop("social_links")
    db.session.rollback()
    return {**now, **given}


def newsroom() -> Newsroom:
    db.session.rollback()
    return read_newsroom()


def edition() -> int:
    db.session.rollback()
    return db.session.scalar(select(Edition.number)) or 0


def test_readers_see_the_settings(chief: Desk) -> None:
    before = edition()
    answer = chief.post(
        PAGE,
        data=sent(
            name="The Bearing",
            tagline="Notes from the map",
            briefs_name="Soundings",
            footer="Drawn by hand.",
            contact_email="desk@example.org",
            poll_seconds="60",
            link_name=["Mastodon", "", "Bluesky"],
            link_url=["https://example.social/@b", "", "https://example.com/b"],
        ),
    )
    assert answer.status_code == 303
    page = chief.get("/").text
    for words in ("The Bearing", "Notes from the map", "Soundings", "Drawn by hand."):
        assert words in page
    assert 'data-latest="60"' in page
    assert [link["name"] for link in newsroom().social_links] == ["Mastodon", "Bluesky"]
    assert edition() == before + 1


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"name": ""}, "This cannot be empty."),
        ({"name": "=?x?="}, "Remove =? from this"),
        ({"newsletter_name": "=?"}, "Remove =? from this"),
        ({"tagline": "x" * 5001}, "Use at most 5000 characters"),
        ({"language": "english please"}, "a language tag such as en"),
        ({"contact_email": "nobody"}, "not an e-mail address"),
        ({"poll_seconds": "4"}, "from 5 to 3600"),
        ({"poll_seconds": ""}, "from 5 to 3600"),
        ({"time_zone": "Mars/Olympus"}, "There is no such time zone"),
        ({"time_zone": "../../etc/passwd"}, "There is no such time zone"),
        ({"logo_id": "77"}, "There is no picture number 77"),
        *(
            ({"link_name": ["X"], "link_url": [url]}, "Enter a web address")
            for url in ("javascript:x()", "https://", "https://[bad", "https://a b/")
        ),
        ({"link_name": [""], "link_url": ["https://a.example"]}, "Name this link"),
        ({"link_name": ["\x1b"], "link_url": ["https://a.example"]}, "Name this link"),
    ],
)
def test_invalid_input_is_explained_and_kept(
    chief: Desk, given: dict[str, object], message: str
) -> None:
    answer = chief.post(PAGE, data=sent(**{"tagline": "Not lost", **given}))
    assert answer.status_code == 422
    assert message in answer.text
    assert newsroom() == Newsroom()
    if "tagline" not in given:
        assert 'value="Not lost"' in answer.text


def test_zone_applies_to_dates(chief: Desk, clock: Clock) -> None:
    make_article(slug="late", published_at=clock.now.replace(hour=8, minute=30))
    assert "23 November 2026" in chief.get("/articles/late").text
    assert (
        chief.post(PAGE, data=sent(time_zone="Pacific/Kiritimati")).status_code == 303
    )
    assert "23 November 2026" in chief.get("/articles/late").text
    chief.post(PAGE, data=sent(time_zone="Pacific/Pago_Pago"))
    assert "22 November 2026" in chief.get("/articles/late").text


def test_conflicting_changes_are_shown(chief: Desk) -> None:
    mine = sent(tagline="Mine")
    chief.post(
        PAGE,
        data=sent(
            tagline="Theirs", link_name=["Theirs"], link_url=["https://t.example"]
        ),
    )
    answer = chief.post(PAGE, data=mine)
    assert answer.status_code == 409
    assert 'value="Mine"' in answer.text
    assert "<dd>Theirs</dd>" in answer.text
    assert "https://t.example" in answer.text
    page = BeautifulSoup(answer.text, "html.parser")
    version = page.select_one("[name=version]")
    assert version
    assert (
        chief.post(PAGE, data={**mine, "version": version["value"]}).status_code == 303
    )
    assert newsroom().tagline == "Mine"


def test_log_has_the_old_and_new_values(chief: Desk) -> None:
    chief.post(PAGE, data=sent(name="The Bearing", footer="x" * 300))
    entry = db.session.scalars(select(AuditEntry)).one()
    assert entry.action == "change the settings"
    assert entry.detail == "name: “Meridian” → “The Bearing”; footer"


def test_saving_nothing_new_changes_nothing(chief: Desk) -> None:
    with transaction():
        write_newsroom(Newsroom(name="The Bearing"))
    before = edition()
    assert chief.post(PAGE, data=sent()).status_code == 303
    assert edition() == before
    assert db.session.scalars(select(AuditEntry)).all() == []


def test_logo_replaces_the_name(chief: Desk) -> None:
    logo = make_picture(width=1200, height=300)
    assert chief.post(PAGE, data=sent(logo_id=str(logo.id))).status_code == 303
    for path in ("/", "/latest/"):
        page = BeautifulSoup(chief.get(path).text, "html.parser")
        image = page.select_one(".masthead__name img")
        assert image
        assert (image["alt"], image["width"], image["height"]) == (
            *("Meridian", "1200"),
            "300",
        )
        assert chief.get(str(image["src"])).status_code == 200
    assert "<title>Meridian" in chief.get("/").text


def test_name_is_shown_until_the_logo_is_ready(chief: Desk) -> None:
    logo = make_waiting_picture(rendition_rows=[])
    chief.post(PAGE, data=sent(logo_id=str(logo.id)))
    page = BeautifulSoup(chief.get("/").text, "html.parser")
    name = page.select_one(".masthead__name")
    assert name
    assert name.get_text(strip=True) == "Meridian"


def test_page_shows_the_stored_settings(chief: Desk) -> None:
    links = ({"name": "Mastodon", "url": "https://example.social/@m"},)
    with transaction():
        write_newsroom(Newsroom(name="The Bearing", social_links=links))
    page = BeautifulSoup(chief.get(PAGE).text, "html.parser")
    name = page.select_one("#name")
    assert name
    assert name["value"] == "The Bearing"
    urls = [str(field.get("value", "")) for field in page.select("[name=link_url]")]
    assert urls == ["https://example.social/@m", "", ""]
    assert len(page.select("#zones option")) > 400


def test_preview_shows_unsaved_settings(chief: Desk) -> None:
    answer = chief.post(
        f"{PAGE}glimpse", data=sent(name="<b>New</b>", time_zone="Asia/Kolkata")
    )
    assert "&lt;b&gt;New&lt;/b&gt;" in answer.text
    assert "14:30" in answer.text
    assert newsroom() == Newsroom()


def test_import_leaves_zone_and_logo_alone(app: Flask, tmp_path: Path) -> None:
    logo = make_picture()
    with transaction():
        write_newsroom(Newsroom(time_zone="Asia/Kolkata", logo_id=logo.id))
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "settings.md").write_text("---\nkind: settings\nname: The Bearing\n---\n")
    done = app.test_cli_runner().invoke(args=["content", "import", str(folder)])
    assert done.exit_code == 0, done.output
    after = newsroom()
    assert (after.name, after.time_zone, after.logo_id) == (
        *("The Bearing", "Asia/Kolkata"),
        logo.id,
    )


@pytest.mark.parametrize("role", ["contributor", "editor"])
def test_only_administrators_change_settings(
    signed_in: Callable[..., Desk], role: str
) -> None:
    other = signed_in(role)
    assert other.get(PAGE).status_code == 403
    assert other.post(PAGE, data=sent()).status_code == 403
    assert other.post(f"{PAGE}glimpse", data=sent()).status_code == 403
    assert f'href="{PAGE}"' not in other.get("/admin/").text
