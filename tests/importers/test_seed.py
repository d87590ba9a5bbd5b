"""The seed, imported into an empty instance and read as its page is read."""

import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from app import create_app
from commands.content import import_with_progress
from config import ROOT
from extensions import db
from importers.content.importing import Report
from models.pictures.picture import Picture
from models.stories.article import Article

SEED = ROOT.parent / "shared" / "seed"
PAGE = "nato-foray-into-asia"
STREAM = [
    "europes-sticks-are-a-little-limp",
    "istanbul-2-0",
    "the-desperation-of-gaza-famine-denialism",
]
ALT_TEXTS = {
    PAGE: "Shutterstock_2252996863-scaled",
    STREAM[0]: "Merz Macron Starmer Zelensky",
    STREAM[1]: "russia holds the cards",
    STREAM[2]: "The desperation of Gaza famine denialism",
}
CREDITS = {
    PAGE: "Shutterstock/ Andy.LIU",
    STREAM[0]: "Ludovic Marin/Pool via REUTERS/File Photo",
    STREAM[1]: "okanakdeniz/shutterstock",
    STREAM[2]: "Photo by Majdi Fathi/NurPhoto",
}
REGIONS = {PAGE: "Asia-Pacific", **dict.fromkeys(STREAM[:2], "Europe")}

pytestmark = pytest.mark.skipif(
    not SEED.is_dir(), reason=f"the seed is not at {SEED}: these tests did not run."
)


class _Reader(HTMLParser):
    """What a reader of the page meets, in order: its texts, its pictures' too."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.words.append(dict(attrs).get("alt") or "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def report() -> list[Report]:
    return []


@pytest.fixture(scope="module")
def magazine(
    migrated_sqlite: Path,
    tmp_path_factory: pytest.TempPathFactory,
    report: list[Report],
) -> Iterator[Flask]:
    instance = tmp_path_factory.mktemp("seed")
    shutil.copy(migrated_sqlite, instance / "meridian.db")
    app = create_app({"INSTANCE_PATH": str(instance), "TESTING": True})
    with app.app_context():
        report.append(import_with_progress([SEED / "content"]))
        yield app
        db.session.remove()
        db.engine.dispose()


def article(slug: str) -> Article:
    return db.session.scalars(select(Article).where(Article.slug == slug)).one()


def seen(page: str) -> str:
    reader = _Reader()
    reader.feed(page)
    return reader.text


def elements() -> list[str]:
    """The lines of the seed's page, as they should follow one another on ours."""
    lines = (SEED / "000_62028720370c1ea1.txt").read_text().splitlines()
    words = [" ".join(line.split()) for line in lines if line.strip()]
    latest = words.index("LATEST")
    return words[1:latest]


def test_all_four_articles_come_in(magazine: Flask, report: list[Report]) -> None:
    assert report[0].problems == []
    assert report[0].counts == {"new": 4, "changed": 0, "unchanged": 0}


def test_what_the_page_says_of_its_pictures_is_kept(magazine: Flask) -> None:
    for slug, alt_text in ALT_TEXTS.items():
        picture = article(slug).lead_picture
        assert picture is not None
        assert (picture.alt_text, picture.credit) == (alt_text, CREDITS[slug])


def test_the_articles_stand_in_their_regions(magazine: Flask) -> None:
    for slug in ALT_TEXTS:
        label = article(slug).label
        assert label is not None
        assert label.name == REGIONS.get(slug, "Middle East")


def test_the_order_of_the_page_is_kept(magazine: Flask) -> None:
    newest = select(Article.slug).order_by(Article.published_at.desc())
    assert db.session.scalars(newest).all() == [PAGE, *STREAM]


def test_folded_openings_have_two_paragraphs(magazine: Flask) -> None:
    for slug in ALT_TEXTS:
        assert article(slug).opening.count("<p>") == 2


def test_the_page_holds_every_element_in_order(magazine: Flask) -> None:
    text = seen(magazine.test_client().get(f"/articles/{PAGE}").text)
    at = 0
    for element in elements():
        if element in ("Asia-Pacific", "Europe", "Middle East"):
            # Our label stands above the headline; the seed's below it.
            assert element in text[max(0, at - 400) : at + 200]
            continue
        if element in ALT_TEXTS.values():
            # Our picture belongs to the text, which reader views keep; a style sheet
            # shows it above the headline.
            assert element in text
            continue
        if element == f"({CREDITS[PAGE]})":
            # Our credit is below its picture, and nowhere else.
            assert text.count(CREDITS[PAGE]) == 1
            continue
        for part in _parts(element):
            found = text.find(part, at)
            assert found >= 0, f"{part!r} is missing, or not where the seed has it"
            at = found + len(part)
    for part in ("Latest", "Briefs", "Newsletter", "Subscribe"):
        found = text.find(part, at)
        assert found >= 0, part
        at = found


def _parts(element: str) -> list[str]:
    """Our own words for what the seed's page calls its controls and its credits."""
    if element == "keep readingShow less":
        return ["Keep reading"]  # a script changes it to "Show less"
    for name in ("Top image credit: ", "Top photo credit: "):
        element = element.removeprefix(name)
    caption, full_stop, credit = element.rpartition(". ")
    if any(credit.strip("()") == known for known in CREDITS.values()):
        return [f"{caption}{full_stop}".strip(), credit.strip("()")]
    return [element]


def test_no_file_for_readers_knows_where_it_was_taken(magazine: Flask) -> None:
    client = magazine.test_client()
    keys = [
        row["key"]
        for picture in db.session.scalars(select(Picture))
        for row in picture.rendition_rows
    ]
    assert len(keys) > 4 * 10
    for key in keys:
        data = client.get(f"/media/{key}").data
        assert Image.open(BytesIO(data)).getexif() == {}
        assert b"Exif" not in data
        assert b"GPS" not in data
