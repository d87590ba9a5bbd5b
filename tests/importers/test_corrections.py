"""The corrections of a story are those that its file lists, if it lists any."""

from sqlalchemy import select

from extensions import db
from models.edition import Edition
from models.stories.article import Article
from models.stories.correction import corrections_of
from tests.importers.conftest import Put, bring_in

FRONT = "headline: The line\npublished_at: 2026-03-01T09:00:00Z"
FIRST = '{at: 2026-03-02T08:00:00Z, text: "It holds 4.", material: %s}'
SECOND = '{at: 2026-03-03T08:00:00Z, text: "The river is the Ob.", material: no}'


def told(put: Put, line: str) -> list[tuple[str, bool]]:
    """What readers are told after an import of the story with this line."""
    assert not bring_in(put(f"{line}\n{FRONT}", "The text.")).problems
    article = db.session.scalars(select(Article)).one()
    rows = [(row.text, row.is_material) for row in corrections_of(article.id)]
    shown = [(row.text, row.is_material) for row in article.corrections]
    assert shown == rows
    return rows


def test_an_import_makes_the_corrections_those_of_the_file(put: Put) -> None:
    both = f"corrections: [{FIRST % 'yes'}, {SECOND}]"
    first, second = ("It holds 4.", True), ("The river is the Ob.", False)
    assert told(put, both) == [first, second]
    assert told(put, "dek: Without a word of them.") == [first, second]
    assert told(put, f"corrections: [{FIRST % 'no'}]") == [("It holds 4.", False)]
    assert db.session.scalars(select(Article)).one().corrected_at is None
    assert told(put, "corrections: []") == []


def test_the_same_corrections_again_change_nothing(put: Put) -> None:
    line = f"corrections: [{FIRST % 'yes'}, {FIRST % 'yes'}]"
    assert len(told(put, line)) == 1
    before = db.session.scalar(select(Edition.number))
    assert len(told(put, line)) == 1
    assert db.session.scalar(select(Edition.number)) == before
