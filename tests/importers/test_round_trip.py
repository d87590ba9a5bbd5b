"""An export imported into an empty instance gives identical content."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from extensions import db
from importers.content.export import export_content
from jobs.images.renditions import create_picture, make_missing_renditions
from models.front_page import FrontPageSlot
from models.input_rules import clean_line, clean_text, unfit_in
from models.pictures.picture import Picture
from models.redirect import Redirect
from models.setting import Newsroom, write_newsroom
from models.stories.article import STATUSES, Article
from models.stories.correction import Correction, show_corrections
from models.taxonomy.contributor import Contributor
from models.taxonomy.region import Region
from models.taxonomy.topic import Topic
from tests.conftest import Clock
from tests.importers.conftest import bring_in, picture_bytes
from tests.importers.snapshot import forget_everything, pictures, snapshot
from tests.importers.texts import CLEAN, bodies

# Everything that the newsroom accepts in a line: see models/input_rules.py.
FIT = st.characters(
    codec="utf-8",
    exclude_categories=["Cc", "Cs"],
    exclude_characters="\u2028\u2029\uffff\ufffe",
)
TURNED = st.sampled_from(["a\u202eb", "\u2066a\u2069", "\u200fa", "a\u00a0?", "\u00ad"])
ODD = st.sampled_from(
    [
        *(
            "null",
            "~",
            "yes",
            "1984",
            "0x1F",
            "12:30",
            "2001-01-01",
            "- a",
            "a: b",
            "#c",
        ),
        *(
            "'",
            '"',
            "---",
            "...",
            "*a",
            "&a",
            "!a",
            "%a",
            "@a",
            "`a",
            "{a",
            "[a",
            "| a",
        ),
        *(
            " a ",
            "a  b",
            "\u00a0a\u00a0",
            "a\\n",
            "<b>",
            "=",
            "<<",
            "?",
            "\ufeffa",
            "é" * 99,
        ),
    ]
)
LINE = ODD | TURNED | st.text(FIT, max_size=30)
NEEDED = LINE.filter(lambda text: text.strip() != "")
WORDS = LINE | st.text(st.sampled_from("ab \n\r\t'\"-:#"), max_size=20)
SLUGS = st.lists(
    st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,3})?", fullmatch=True),
    min_size=4,
    max_size=4,
    unique=True,
)
TIMES = st.datetimes(timezones=st.just(UTC))
PART = st.floats(0, 1)
PATHS = st.from_regex(r"/[a-zäöü./-]{1,20}", fullmatch=True).filter(
    lambda path: not path.startswith("//")
)
QUERIES = st.sampled_from(["", "?p=1", "?a=%25&b=%C3%A9"])
SITES = st.sampled_from(["/new", "https://archive.example"])


@given(LINE)
@settings(max_examples=300)
def test_lines_of_the_newsroom_can_be_imported(text: str) -> None:
    stored = clean_line(text)
    assert unfit_in(stored, is_line=True) is None
    assert unfit_in(text, is_line=True) is None
    assert clean_line(stored) == stored


@given(st.text())
@settings(max_examples=300)
def test_any_input_is_stored_so_that_it_can_be_imported(text: str) -> None:
    assert unfit_in(clean_line(text), is_line=True) is None
    assert unfit_in(clean_text(text), is_line=False) is None


@pytest.fixture
def cleaned(app: Flask) -> list[Picture]:
    """Two cleaned pictures; each use stores a row of its own."""
    return [
        create_picture(picture_bytes(colour), "0" * 64) for colour in ("navy", "teal")
    ]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_any_content_survives_a_round_trip(
    cleaned: list[Picture], data: st.DataObject
) -> None:
    forget_everything()
    _Drawn(data, cleaned).fill()
    with tempfile.TemporaryDirectory() as name:
        _export_and_import_twice(Path(name))


def _export_and_import_twice(folder: Path) -> None:
    before = snapshot()
    export_content(folder / "one")
    assert bring_in(folder / "one").counts["new"] == 0, "an export is nothing new"
    assert snapshot() == before
    forget_everything()
    report = bring_in(folder / "one")
    assert (report.problems, report.stopped) == ([], None)
    assert snapshot() == before
    export_content(folder / "two")
    assert _files(folder / "one") == _files(folder / "two")


def _files(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


class _Drawn:
    """Fills the database with random content."""

    def __init__(self, data: st.DataObject, cleaned: list[Picture]) -> None:
        self.draw = data.draw
        self.cleaned = cleaned

    def fill(self) -> None:
        for model in (Region, Topic, Contributor):
            db.session.add_all(self.named(model, slug) for slug in self.draw(SLUGS)[:2])
        articles = [self.article(slug) for slug in self.draw(SLUGS)]
        db.session.add_all(articles)
        db.session.flush()
        for article in articles:
            self.correct(article)
        places = self.draw(st.lists(st.integers(0, 5), max_size=3, unique=True))
        until = st.none() | TIMES
        db.session.add_all(
            FrontPageSlot(position=place, article=article, expires_at=self.draw(until))
            for place, article in zip(places, articles, strict=False)
        )
        old = self.draw(st.lists(PATHS, max_size=3, unique=True))
        db.session.add_all(
            Redirect(
                old_path=path + self.draw(QUERIES),
                new_path=self.draw(SITES) + path,
                made_at=self.draw(until),
            )
            for path in old
        )
        write_newsroom(self.newsroom())
        db.session.commit()

    def named(self, model: Any, slug: str) -> Any:
        html, name = self.draw(CLEAN), self.draw(NEEDED)
        if model is Contributor:
            portrait, role = self.picture(), self.draw(LINE)
            return Contributor(
                slug=slug, name=name, biography=html, role=role, portrait=portrait
            )
        row = model(slug=slug, name=name, description=html)
        if model is Region:
            row.hue, row.position = self.draw(
                st.tuples(st.integers(0, 359), st.just(7))
            )
        return row

    def article(self, slug: str) -> Article:
        status = self.draw(st.sampled_from(STATUSES))
        times = TIMES if status == "published" else st.none() | TIMES
        article = Article(
            slug=slug,
            kind=self.draw(st.sampled_from(["article", "brief", "page"])),
            headline=self.draw(NEEDED),
            dek=self.draw(WORDS),
            status=status,
            published_at=self.draw(times),
            updated_at=self.draw(st.none() | TIMES),
            seo_title=self.draw(LINE),
            seo_description=self.draw(WORDS),
            lead_picture=self.picture(),
        )
        body = bodies(*self.pictures_in_text())
        article.write(self.draw(body), self.draw(body))
        article.regions = self.some(Region)
        article.topics = self.some(Topic)
        article.contributors = self.some(Contributor)
        return article

    def correct(self, article: Article) -> None:
        corrections = st.tuples(TIMES, NEEDED)
        for at, text in self.draw(st.lists(corrections, max_size=2, unique=True)):
            values = {"at": at, "text": text, "is_material": self.draw(st.booleans())}
            db.session.add(Correction(article_id=article.id, **values))
        show_corrections(article)

    def some(self, model: Any) -> list[Any]:
        with db.session.no_autoflush:
            rows = [row for row in db.session.new if isinstance(row, model)]
        return self.draw(st.permutations(rows))[: self.draw(st.integers(0, 2))]

    def pictures_in_text(self) -> list[int]:
        drawn = [self.picture() for _ in range(self.draw(st.integers(0, 3)))]
        rows = [row for row in drawn if row is not None]
        db.session.add_all(rows)
        db.session.flush()
        return [row.id for row in rows]

    def picture(self) -> Picture | None:
        made = self.draw(st.sampled_from([*self.cleaned, None]))
        if made is None:
            return None
        names = ("original", "media_type", "sha256", "width", "height", "tone")
        return Picture(
            **{name: getattr(made, name) for name in names},
            alt_text=self.draw(WORDS),
            caption=self.draw(WORDS),
            credit=self.draw(WORDS),
            credit_url=self.draw(
                st.sampled_from(["", "https://a.b/c?d=é#f", "http://[::1]/"])
            ),
            focal_x=self.draw(PART),
            focal_y=self.draw(PART),
        )

    def newsroom(self) -> Newsroom:
        url = st.sampled_from(["https://a.b/", "http://é.b:8/x|y"])
        link = st.fixed_dictionaries({"name": NEEDED, "url": url})
        return self.draw(
            st.builds(
                Newsroom,
                name=NEEDED.filter(lambda name: "=?" not in name),
                tagline=LINE,
                footer=WORDS,
                social_links=st.lists(link, max_size=2).map(tuple),
                poll_seconds=st.integers(5, 3600),
            )
        )


def test_imported_pictures_have_the_same_renditions(
    app: Flask, tmp_path: Path, clock: Clock
) -> None:
    picture = create_picture(picture_bytes(size=(700, 400)), "0" * 64)
    picture.focus_on(0.25, 0.5)
    article = Article(slug="a", headline="A", lead_picture=picture)
    article.write("", "")
    db.session.add(article)
    db.session.commit()
    make_missing_renditions(clock)
    before = pictures()[0].rendition_rows
    assert export_content(tmp_path / "out").files == 2
    forget_everything()
    bring_in(tmp_path / "out")
    make_missing_renditions(clock)
    assert pictures()[0].rendition_rows == before


def test_content_can_move_between_databases(app: Flask, tmp_path: Path) -> None:
    late = datetime(2030, 1, 1, 0, 0, 0, 1, tzinfo=UTC)
    article = Article(
        slug="a", headline="A é 🌍", status="published", published_at=late
    )
    article.write("<p>One</p>", "<p>Two</p>")
    db.session.add_all(
        [article, Redirect(old_path="/x.y", new_path="/z", made_at=late)]
    )
    db.session.flush()
    expires = late + timedelta(days=1)
    db.session.add(FrontPageSlot(position=2, article=article, expires_at=expires))
    db.session.commit()
    _export_and_import_twice(tmp_path / "out")


def test_unused_pictures_are_not_exported(app: Flask, tmp_path: Path) -> None:
    db.session.add(create_picture(picture_bytes(), "0" * 64))
    db.session.commit()
    assert export_content(tmp_path / "out").files == 0
