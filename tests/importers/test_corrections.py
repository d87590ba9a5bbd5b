"""An import replaces a story's corrections if its file has the field."""

from sqlalchemy import select

from extensions import db
from models.edition import Edition
from models.stories.article import Article
from models.stories.correction import corrections_of
from tests.importers.conftest import Put, bring_in

FRONT = "headline: The line\npublished_at: 2026-03-01T09:00:00Z"
FIRST = '{at: 2026-03-02T08:00:00Z, text: "It holds 4.", material: %s}'
SECOND = '{at: 2026-03-03T08:00:00Z, text: "The river is the Ob.", material: no}'


def corrections_shown(put: Put, line: str) -> list[tuple[str, bool]]:
    """The public corrections after importing the story with this line."""
    assert not bring_in(put(f"{line}\n{FRONT}", "The text.")).problems
    article = db.session.scalars(select(Article)).one()
    rows = [(row.text, row.is_material) for row in corrections_of(article.id)]
    shown = [(row.text, row.is_material) for row in article.corrections]
    assert shown == rows
    return rows


def test_an_import_replaces_the_corrections(put: Put) -> None:
    both = f"corrections: [{FIRST % 'yes'}, {SECOND}]"
    first, second = ("It holds 4.", True), ("The river is the Ob.", False)
    assert corrections_shown(put, both) == [first, second]
    assert corrections_shown(put, "dek: Without a word of them.") == [first, second]
    assert corrections_shown(put, f"corrections: [{FIRST % 'no'}]") == [
        ("It holds 4.", False)
    ]
    assert db.session.scalars(select(Article)).one().corrected_at is None
    assert corrections_shown(put, "corrections: []") == []


def test_the_same_corrections_again_change_nothing(put: Put) -> None:
    line = f"corrections: [{FIRST % 'yes'}, {FIRST % 'yes'}]"
    assert len(corrections_shown(put, line)) == 1
    before = db.session.scalar(select(Edition.number))
    assert len(corrections_shown(put, line)) == 1
    assert db.session.scalar(select(Edition.number)) == before
