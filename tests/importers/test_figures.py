"""Pictures, embeds and pull quotes in the text of a content file."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from extensions import db
from importers.content.export import export_content
from importers.content.text_pictures import shown_in
from jobs.images.renditions import create_picture
from models.base import transaction
from models.body.markup import pictures_in
from models.pictures.picture import Picture
from models.pictures.picture_use import uses_of
from models.stories.article import Article
from models.stories.content import Content
from models.stories.draft import current_content, save_draft
from models.stories.revision import Revision
from tests.factories import make_article
from tests.importers.conftest import Put, bring_in, picture_bytes
from tests.importers.snapshot import forget_everything, snapshot

SEA, LAKE = "../pictures/sea.jpg", "../pictures/lake.jpg"
LISTED = f"""\
headline: The line
pictures:
- file: {SEA}
  alt_text: The sea
  caption: The sea at dusk.
  credit: A. Photographer
  focal_point: [0.25, 1]"""


def article() -> Article:
    return db.session.scalars(select(Article)).one()


def shown() -> list[Picture]:
    return shown_in(article().body)


@pytest.fixture(autouse=True)
def _lake(folder: Path) -> None:
    (folder.parent / "pictures" / "lake.jpg").write_bytes(picture_bytes("teal"))


def test_picture_in_the_text_has_its_texts(put: Put, folder: Path) -> None:
    put(LISTED, f"One.\n\n![]({SEA})\n\nTwo.\n\nThree.")
    assert bring_in(folder).problems == []
    (picture,) = shown()
    assert (picture.alt_text, picture.caption) == ("The sea", "The sea at dusk.")
    assert (picture.credit, picture.focal_x) == ("A. Photographer", 0.25)
    figure = f'<figure data-picture="{picture.id}"></figure>\n'
    assert article().opening == f"<p>One.</p>\n{figure}<p>Two.</p>\n"


def test_texts_of_a_picture_can_be_given_inline(put: Put, folder: Path) -> None:
    put("headline: A", f'![A *calm* lake,\n1 & 2]({LAKE} "At noon")')
    assert bring_in(folder).problems == []
    (lake,) = shown()
    assert (lake.alt_text, lake.caption) == ("A calm lake, 1 & 2", "At noon")


def test_front_matter_takes_precedence_over_the_text(put: Put, folder: Path) -> None:
    front = f"headline: A\npictures:\n- {{file: {SEA}, alt_text: The sea}}"
    put(front, f'![A file]({SEA} "At noon")')
    bring_in(folder)
    assert [(row.alt_text, row.caption) for row in shown()] == [("The sea", "At noon")]


def test_one_file_twice_is_one_picture(put: Put, folder: Path) -> None:
    put(LISTED, f"![]({SEA})\n\n![]({LAKE})\n\n![]({SEA})")
    bring_in(folder)
    first, second, third = shown()
    assert first is third
    assert first is not second


def test_blocks_of_one_file_are_used_in_order(put: Put, folder: Path) -> None:
    other = f"\n- {{file: {SEA}, alt_text: The sea again}}"
    put(LISTED + other, f"![]({SEA})\n\n![]({SEA})\n\n![]({SEA})")
    bring_in(folder)
    words = [picture.alt_text for picture in shown()]
    assert words == ["The sea", "The sea again", "The sea again"]


def test_importing_again_changes_nothing(put: Put, folder: Path) -> None:
    put(LISTED, f"![]({SEA})\n\n![A lake]({LAKE})\n\n![]({SEA})")
    bring_in(folder)
    before = article().body
    assert bring_in(folder).counts == {"new": 0, "changed": 0, "unchanged": 1}
    assert article().body == before


def test_pictures_keep_their_rows_when_one_is_inserted(put: Put, folder: Path) -> None:
    put("headline: A", f"![]({SEA})\n\nText.")
    bring_in(folder)
    (sea,) = pictures_in(article().body)
    put("headline: A", f"![]({LAKE})\n\nText.\n\n![]({SEA})")
    bring_in(folder)
    assert pictures_in(article().body)[1] == sea


def test_embed_is_an_image_of_its_address(put: Put, folder: Path) -> None:
    put("headline: A", "One.\n\n![How *it* <ends>](https://youtu.be/dQw4w9WgXcQ)")
    assert bring_in(folder).problems == []
    assert article().body == (
        '<p>One.</p>\n<figure data-embed="youtube:dQw4w9WgXcQ">'
        "<figcaption>How it &lt;ends&gt;</figcaption></figure>\n"
    )


def test_fold_is_not_within_a_pull_quote(put: Put, folder: Path) -> None:
    quote = '<aside class="pull-quote">\n\nA *quote*.\n\nIts author.\n\n</aside>'
    put("headline: A", f"One.\n\n{quote}\n\nTwo.\n\nThree.")
    assert bring_in(folder).problems == []
    assert article().opening == (
        '<p>One.</p>\n<aside class="pull-quote">\n<p>A <em>quote</em>.</p>\n'
        "<p>Its author.</p>\n</aside>\n<p>Two.</p>\n"
    )
    assert article().rest == "<p>Three.</p>\n"


def test_figures_are_restored_under_other_ids(app: Flask, tmp_path: Path) -> None:
    rows = [create_picture(picture_bytes(), "0" * 64) for _ in range(3)]
    for number, row in enumerate(rows):
        row.alt_text = f"Number {number}"
    db.session.add_all(rows)
    db.session.commit()
    first, second, _unused = (
        f'<figure data-picture="{r.id}"></figure>\n' for r in rows
    )
    make_article(
        opening=f"<p>A</p>\n{second}{first}", rest=second, lead_picture=rows[0]
    )
    before = snapshot()
    export_content(tmp_path / "out")
    assert bring_in(tmp_path / "out").counts["changed"] == 0
    forget_everything()
    db.session.add(create_picture(picture_bytes("red"), "0" * 64))
    db.session.commit()
    assert bring_in(tmp_path / "out").problems == []
    assert snapshot() == before
    assert [row.alt_text for row in shown()] == ["Number 1", "Number 0", "Number 1"]


def test_deleted_picture_is_left_out_of_an_export(app: Flask, tmp_path: Path) -> None:
    make_article(slug="a", opening='<p>A</p>\n<figure data-picture="9"></figure>\n')
    export_content(tmp_path)
    assert "9" not in (tmp_path / "articles" / "a.md").read_text().partition("\nA\n")[2]


def test_pictures_of_an_imported_text_are_in_use(put: Put, folder: Path) -> None:
    put(LISTED, f"![]({SEA})\n\n![A lake]({LAKE})")
    bring_in(folder)
    sea, lake = shown()
    put(LISTED, f"![]({SEA})")
    bring_in(folder)
    assert [story.slug for story in uses_of(sea).stories] == ["the-line"]
    assert not uses_of(lake)


def test_import_replaces_a_draft(put: Put, folder: Path) -> None:
    """Only if the file is new; the draft is kept as a revision."""
    put("headline: A", "One.")
    bring_in(folder)
    with transaction():
        story = article()
        words = replace(Content.of(story), opening="<p>Ours.</p>\n")
        now = datetime.now(UTC)
        save_draft(story, words, based_on=0, editor=None, now=now)
    put("headline: A", "One.\n\nTwo.")
    assert bring_in(folder).counts["changed"] == 1
    assert "Two" in current_content(article()).opening
    kept = [str(row.content) for row in db.session.scalars(select(Revision))]
    assert any("Ours." in content for content in kept)
