"""Importing valid files."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from extensions import db
from importers.content.files import Grounds, content_files
from importers.content.importing import import_content
from importers.content.kinds.redirects import REDIRECTS
from models.edition import Edition
from models.front_page import FrontPageSlot
from models.pictures.picture import Picture
from models.redirect import Redirect
from models.setting import read_newsroom
from models.stories.article import Article
from models.taxonomy.contributor import Contributor
from models.taxonomy.region import Region
from tests.factories import make_article, make_contributor, make_region
from tests.importers.conftest import ARTICLE, Put, bring_in, picture_bytes

FULL = """\
headline: "The line: where it runs"
dek: Yes
status: withdrawn
published_at: 2026-03-01T10:00:00+01:00
updated_at: 2026-03-02T09:00:00Z
regions: [Europe, Polar Seas]
topics: [Maps]
byline: [Ines Calloway, "Ñ. Ó'Neil"]
seo_title: 1984
seo_description: 12:30
picture:
  file: ../pictures/sea.jpg
  alt_text: The sea
  caption: The sea at dusk.
  credit: A. Photographer
  credit_url: https://example.com/a
  focal_point: [0.25, 1]"""


def article(slug: str = "the-line") -> Article:
    found = db.session.scalar(select(Article).where(Article.slug == slug))
    assert found is not None
    return found


def edition() -> int:
    return db.session.scalar(select(Edition.number)) or 0


def test_every_field_of_an_article_is_imported(put: Put, folder: Path) -> None:
    put(FULL, "One.\n\nTwo.\n\nThree.")
    assert bring_in(folder).problems == []
    line = article()
    assert (line.headline, line.dek) == ("The line: where it runs", "Yes")
    assert (line.seo_title, line.seo_description) == ("1984", "12:30")
    assert (line.status, line.kind) == ("withdrawn", "article")
    assert line.published_at == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert line.updated_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert [region.slug for region in line.regions] == ["europe", "polar-seas"]
    assert [person.slug for person in line.contributors] == ["ines-calloway", "n-oneil"]
    assert (line.opening, line.rest) == (
        "<p>One.</p>\n<p>Two.</p>\n",
        "<p>Three.</p>\n",
    )


def test_every_field_of_a_picture_is_imported(put: Put, folder: Path) -> None:
    put(FULL)
    bring_in(folder)
    picture = article().lead_picture
    assert picture is not None
    assert (picture.alt_text, picture.caption) == ("The sea", "The sea at dusk.")
    assert (picture.credit, picture.credit_url) == (
        "A. Photographer",
        "https://example.com/a",
    )
    assert (picture.focal_x, picture.focal_y) == (0.25, 1.0)
    assert (picture.width, picture.height) == (64, 48)


def test_the_other_kinds_are_imported(put: Put, folder: Path) -> None:
    put(
        "kind: region\nname: Europe\nhue: 270\nwest: -25\neast: 45",
        "Small.",
        "europe.md",
    )
    put("kind: contributor\nname: Ines\nrole: Writes", "Her *life*.", "ines.md")
    put("headline: The line\npublished_at: 2026-03-01T09:00:00Z", "", "the-line.md")
    put("kind: front-page\nslots: [the-line]", "", "front.md")
    put("kind: settings\nname: The Line\npoll_seconds: 30", "", "settings.md")
    put("kind: redirects\nredirects:\n  /old.html: /articles/the-line", "", "moved.md")
    assert bring_in(folder).counts == {"new": 6, "changed": 0, "unchanged": 0}
    assert db.session.scalars(select(Region.hue)).all() == [270]
    assert db.session.scalars(select(Contributor.biography)).one().startswith("<p>Her")
    assert db.session.scalars(select(FrontPageSlot)).one().article.slug == "the-line"
    assert db.session.scalars(select(Redirect.old_path)).one() == "/old.html"
    assert (read_newsroom().name, read_newsroom().poll_seconds) == ("The Line", 30)


def test_importing_the_same_again_changes_nothing(put: Put, folder: Path) -> None:
    put(FULL, "Text.")
    put("kind: settings\nname: The Line", "", "settings.md")
    put("kind: front-page\nslots: [the-line]", "", "front.md")
    put("kind: redirects\nredirects: {/a: /b}", "", "moved.md")
    bring_in(folder)
    before = edition(), article().version
    assert bring_in(folder).counts == {"new": 0, "changed": 0, "unchanged": 4}
    assert (edition(), article().version) == before
    assert db.session.scalar(select(func.count()).select_from(Picture)) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Text.", "Other text."),
        ("headline: The line", "headline: Another line"),
        ("regions: [Europe, Polar", "regions: [Polar"),
        ("caption: The sea", "caption: A lake"),
        ("focal_point: [0.25, 1]", "focal_point: [0.5, 1]"),
    ],
)
def test_a_changed_file_is_counted_as_changed(
    put: Put, folder: Path, old: str, new: str
) -> None:
    path = put(FULL.replace('"The line: where it runs"', "The line"), "Text.")
    bring_in(folder)
    before = edition()
    path.write_text(path.read_text().replace(old, new))
    assert bring_in(folder).counts == {"new": 0, "changed": 1, "unchanged": 0}
    assert edition() == before + 1


def test_another_picture_replaces_the_first(put: Put, folder: Path) -> None:
    put(FULL)
    bring_in(folder)
    first = article().lead_picture
    (folder.parent / "pictures" / "sea.jpg").write_bytes(picture_bytes("red"))
    bring_in(folder)
    assert article().lead_picture is not first


def test_a_removed_field_is_emptied(put: Put, folder: Path) -> None:
    put(FULL)
    bring_in(folder)
    put("headline: The line")
    bring_in(folder)
    line = article()
    assert (line.status, line.dek, line.published_at) == ("draft", "", None)
    assert (line.lead_picture, list(line.regions)) == (None, [])


def test_names_are_looked_up_as_slugs_first(put: Put, folder: Path) -> None:
    make_region("Europe", position=1)
    other = make_region("Elsewhere")
    other.name = "europe"
    db.session.commit()
    make_contributor("Ines Calloway")
    put("headline: A\nregions: [europe, Europe]\nbyline: [Ines Calloway]")
    assert bring_in(folder).problems == []
    assert [region.slug for region in article().regions] == ["europe"]
    assert db.session.scalar(select(func.count()).select_from(Contributor)) == 1


def test_bom_and_other_line_ends_are_read(folder: Path) -> None:
    data = b"\xef\xbb\xbf" + ARTICLE.replace("\n", "\r\n").encode()
    (folder / "the-line.md").write_bytes(data)
    assert bring_in(folder).problems == []
    assert article().opening.count("<p>") == 2


def test_hidden_files_are_ignored(put: Put, folder: Path) -> None:
    put("nonsense", "", ".obsidian/note.md")
    put("nonsense", "", ".#the-line.md")
    assert content_files([folder]) == []


def test_html_is_sanitised(put: Put, folder: Path) -> None:
    put("headline: A", '<p onclick="x()">a<script>b</script></p>\n\n[c](javascript:d)')
    bring_in(folder)
    assert "onclick" not in article().body
    assert "<script" not in article().body
    assert "href" not in article().body


@pytest.mark.parametrize("status", ["draft", "submitted", "published", "withdrawn"])
def test_every_status_is_kept(put: Put, folder: Path, status: str) -> None:
    put(f"headline: A\nstatus: {status}\npublished_at: 2030-01-01T00:00:00Z")
    bring_in(folder)
    assert article().status == status


def test_an_empty_slot_of_the_front_page_stays_empty(put: Put, folder: Path) -> None:
    make_article(slug="lead")
    front = (
        "kind: front-page\nslots:\n- \n- {article: lead, expires_at: 2030-01-01T00:00Z}"
    )
    put(front, "", "front.md")
    assert bring_in(folder).problems == []
    slot = db.session.scalars(select(FrontPageSlot)).one()
    assert (slot.position, slot.expires_at) == (1, datetime(2030, 1, 1, tzinfo=UTC))


def test_an_interruption_leaves_no_file_half_imported(put: Put, folder: Path) -> None:
    for name in ("a", "b", "c"):
        put(f"headline: {name}\nregions: [Region {name}]", "", f"{name}.md")
    commits = []

    def interrupt(_session: object) -> None:
        if db.session.scalar(select(func.count()).select_from(Article)):
            commits.append(1)
            if len(commits) == 2:
                raise KeyboardInterrupt

    event.listen(db.session, "before_commit", interrupt)
    try:
        report = import_content(content_files([folder]), Grounds.of([folder]))
    finally:
        event.remove(db.session, "before_commit", interrupt)
    assert isinstance(report.stopped, KeyboardInterrupt)
    articles = db.session.scalars(select(Article)).all()
    assert 0 < len(articles) < 3
    assert len(db.session.scalars(select(Region)).all()) == len(articles)


def test_an_old_path_is_stored_in_canonical_form(put: Put, folder: Path) -> None:
    moves = "/caf%C3%A9: /a, /a%20b: /b, /100%25: /c"
    put(f"kind: redirects\nredirects: {{{moves}}}", name="redirects.md")
    assert not bring_in(folder).problems
    stored = {
        row.old_path: row.new_path for row in db.session.scalars(select(Redirect))
    }
    assert stored == {"/café": "/a", "/a b": "/b", "/100%": "/c"}
    (entry,) = REDIRECTS.write()
    assert set(entry.fields["redirects"]) == {"/café", "/a b", "/100%25"}


def test_import_of_many_files_advances_the_edition_rarely(
    folder: Path, put: Put
) -> None:
    """Every few seconds and at the end, not once per file."""
    before = db.session.scalar(select(Edition.number)) or 0
    for number in range(25):
        put(FULL.partition("regions:")[0], "Text.", f"story-{number}.md")
    assert bring_in(folder).counts["new"] == 25
    db.session.rollback()
    made = (db.session.scalar(select(Edition.number)) or 0) - before
    assert 1 <= made < 10
