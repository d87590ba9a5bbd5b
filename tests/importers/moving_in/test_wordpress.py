"""Real WordPress exports give the counts that were found without an importer."""

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from extensions import db
from models.base import transaction
from models.body.markup import pictures_in
from models.imports.imported_item import ImportedItem
from models.newsletter.subscriber import Subscriber
from models.ping import Ping
from models.redirect import Redirect
from models.setting import Newsroom, write_newsroom
from models.staff.message import Message
from models.stories.article import Article
from models.taxonomy.contributor import Contributor
from models.taxonomy.topic import Topic
from tests.importers.conftest import picture_bytes
from tests.importers.moving_in.conftest import MoveIn
from tests.importers.snapshot import snapshot
from tests.some import some

THEME = "theme-test-data.xml"


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def states() -> Counter[tuple[str, str]]:
    return Counter(
        (row.kind, row.status) for row in db.session.scalars(select(Article))
    )


def story(slug: str) -> Article:
    return db.session.scalars(select(Article).where(Article.slug == slug)).one()


def test_theme_test_data_has_its_counts(
    move_in: MoveIn, cases: Path, client: FlaskClient
) -> None:
    report = move_in(cases / THEME)
    assert (report.read, report.skipped.total(), report.refused) == (186, 107, [])
    assert states() == {
        ("article", "published"): 56,
        ("article", "draft"): 2,
        ("page", "published"): 21,
    }
    future = db.session.scalars(
        select(Article).where(Article.published_at > func.current_timestamp())
    ).one()
    assert future.published_at is not None
    assert future.published_at.isoformat() == "2030-01-01T19:00:18+00:00"
    assert count(Topic) == 130
    remarks = report.remarks
    assert remarks["comments, which Meridian does not have"] == 33
    assert (remarks["fold marks"], remarks["embeds"]) == (4, 4)
    assert remarks["page breaks that were removed"] == 6
    assert remarks["gallery pictures that the file lacks"] == 1
    assert story("markup-title-with-markup").headline == "Markup: Title With Markup"
    assert (
        client.get("/?p=1173")
        .headers["Location"]
        .endswith("/articles/markup-title-with-markup")
    )


def test_protected_text_is_on_no_public_page(
    move_in: MoveIn, cases: Path, client: FlaskClient
) -> None:
    move_in(cases / THEME)
    hidden = db.session.scalars(
        select(Article).where(Article.headline.startswith("Template: Password"))
    ).one()
    assert (hidden.status, hidden.published_at) == ("draft", None)
    assert "behind the password" in hidden.body.lower() or hidden.word_count
    for path in ("/", "/latest/", "/feed.rss", "/search/?q=password+protected"):
        assert hidden.headline not in client.get(path).text
    assert client.get(f"/articles/{hidden.slug}").status_code == 404


def test_every_old_address_leads_on_in_one_hop(
    move_in: MoveIn, cases: Path, client: FlaskClient
) -> None:
    move_in(cases / THEME)
    public = set(
        db.session.scalars(select(Article.slug).where(Article.status == "published"))
    )
    for redirect in some(db.session.scalars(select(Redirect)).all()):
        answer = client.get(redirect.old_path)
        assert answer.status_code == 301, redirect.old_path
        new = answer.headers["Location"].removeprefix("http://localhost")
        if new.startswith(("/articles/", "/pages/")):
            assert new.rpartition("/")[2] in public
        else:
            assert client.get(new).status_code == 200, new


def test_pictures_are_stored_once_per_file(
    move_in: MoveIn, cases: Path, tmp_path: Path
) -> None:
    uploads = tmp_path / "wp-uploads"
    colours = {"canola2": "gold", "cep00032": "navy", "dcp_2082": "teal"}
    for name, colour in colours.items():
        path = uploads / "2008" / "06" / f"{name}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture_bytes(colour))
    report = move_in(cases / THEME, pictures=uploads)
    wide = story("block-gallery")
    assert len(pictures_in(wide.body)) >= 3
    assert not any("canola2" in url for url in report.lost_pictures)
    assert any("img_0767" in url for url in report.lost_pictures)
    assert "wpthemetestdata.files" not in wide.body


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "pelican-wordpressexport.xml",
            {
                ("article", "published"): 7,
                ("article", "draft"): 4,
                ("page", "published"): 2,
            },
        ),
        (
            "wpimp-small-export.xml",
            {
                ("article", "published"): 5,
                ("article", "draft"): 1,
                ("page", "published"): 4,
                ("page", "draft"): 1,
            },
        ),
    ],
)
def test_importing_again_changes_nothing(
    move_in: MoveIn, cases: Path, name: str, expected: dict[tuple[str, str], int]
) -> None:
    first = move_in(cases / name)
    assert states() == expected
    stored = snapshot()
    again = move_in(cases / name)
    assert again.outcomes == {"unchanged": first.outcomes["new"]}
    assert snapshot() == stored


def test_interrupted_import_goes_on(move_in: MoveIn, cases: Path) -> None:
    path = cases / "pelican-wordpressexport.xml"
    random_ = random.Random(7)  # reproducible on purpose
    for _ in range(20):
        left = random_.randrange(1, 40)

        def stop(_bytes: int) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise KeyboardInterrupt

        move_in(path, advance=stop)
        db.session.rollback()
    move_in(path)
    assert states().total() == 13
    assert count(ImportedItem) == 13


def test_co_authors_are_in_order(move_in: MoveIn, cases: Path) -> None:
    move_in(cases / "tryghost-co-authors-plus.xml")
    stories = db.session.scalars(select(Article).order_by(Article.published_at))
    assert [len(one.contributors) for one in stories] == [2, 3, 1, 2]
    names = [one.name for one in story("three-author-post").contributors]
    assert names == ["Alice Smith", "Bob Jones", "Carol White"]


def test_addresses_by_number_redirect(
    move_in: MoveIn, cases: Path, client: FlaskClient
) -> None:
    move_in(cases / "pelican-wordpressexport.xml")
    for number in (173, 175, 176):
        assert client.get(f"/?p={number}").status_code == 301
    assert client.get("/contact/").headers["Location"].endswith("/pages/contact")


def test_no_name_is_an_email_address(move_in: MoveIn, cases: Path) -> None:
    for path in some(sorted(cases.glob("*.xml"))):
        move_in(path)
    names = list(db.session.scalars(select(Contributor.name)))
    assert names
    assert [name for name in names if "@" in name] == []


def test_one_broken_item_does_not_stop_the_others(
    move_in: MoveIn, cases: Path, tmp_path: Path
) -> None:
    text = (cases / "pelican-wordpressexport.xml").read_text()
    broken = text.replace("<wp:post_id>422</wp:post_id>", "<wp:post_id>422</wp:post>")
    (tmp_path / "broken.xml").write_text(broken)
    report = move_in(tmp_path / "broken.xml")
    (problem,) = report.refused
    assert (problem.item, report.outcomes["new"]) == ("With comments", 12)
    assert broken.splitlines()[problem.line - 1].strip().startswith("<wp:post_id>422")


def test_nobody_is_mailed_or_pinged(move_in: MoveIn, cases: Path) -> None:
    with transaction():
        write_newsroom(Newsroom(websub_hub="https://hub.example/"))
    move_in(cases / "wpimp-small-export.xml")
    assert [count(model) for model in (Ping, Message, Subscriber)] == [0, 0, 0]


def test_deleted_story_stays_deleted(move_in: MoveIn, cases: Path) -> None:
    path = cases / "tryghost-co-authors-plus.xml"
    move_in(path)
    with transaction():
        db.session.delete(story("multi-author-post"))
    again = move_in(path)
    assert again.outcomes == {"unchanged": 4}
    assert states().total() == 3


def test_changed_record_updates_its_story(
    move_in: MoveIn, cases: Path, tmp_path: Path
) -> None:
    text = (cases / "tryghost-co-authors-plus.xml").read_text()
    (tmp_path / "export.xml").write_text(text)
    move_in(tmp_path / "export.xml")
    changed = text.replace("This post has one author", "This text was corrected")
    (tmp_path / "export.xml").write_text(changed)
    report = move_in(tmp_path / "export.xml")
    assert report.outcomes == {"changed": 1, "unchanged": 3}
    assert "This text was corrected" in story("single-coauthor-post").body
