"""The index is updated in the transaction of each change."""

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import text

from extensions import db
from models.base import transaction
from models.listing.listing import Listing
from models.listing.search.folding import Folded, tokens
from models.listing.search.index import FOLDED_BY, rebuild_outdated_index
from models.listing.search.ranking import read_best
from models.listing.search.terms import SearchTerms
from models.pictures.picture_use import PictureUse
from models.setting import Setting
from models.stories.article import Article
from tests.conftest import START, Clock
from tests.factories import keep, make_article, make_contributor, make_picture


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Alembic's own configuration would end the test run's logging."""
    monkeypatch.setattr("logging.config.fileConfig", lambda *_a, **_k: None)


def found(words: str, kind: str | None = None) -> list[str]:
    """Slugs of the stories that readers find."""
    page = Listing(kind=kind, words=SearchTerms.read(words)).page(START)
    slugs = [article.slug for article in page.articles]
    db.session.rollback()
    return slugs


def test_every_change_of_a_story_is_indexed(app: Flask) -> None:
    ana, lead, inner = make_contributor("Ana Ruiz"), make_picture(), make_picture()
    story = make_article(
        slug="it", headline="Gulls", dek="Above", contributors=[ana], lead_picture=lead
    )
    keep(PictureUse(article_id=story.id, picture_id=inner.id))
    figure = f'<figure data-picture="{inner.id}"></figure>'
    with transaction():
        opening = f"<p>Wind &amp; waves, H<sub>2</sub>O<sup>1</sup></p>\n{figure}"
        story.write(opening, "<p>A <b>tri</b>angle</p>")
    for words in (
        *('"gulls"', '"above"', '"ruiz"', '"wind waves"', '"h2o"', '"triangle"'),
        '"lighthouse of the harbour"',
    ):
        assert found(words) == ["it"], words
    assert found('"waves h2o" -gulls') == []
    assert found('"o triangle"') == []  # phrases do not cross paragraphs
    with transaction():
        story.headline, story.dek = "Terns", "Below"
        ana.name = "Eva Ruiz"
        lead.caption, inner.caption = "A buoy", "A pier"
    assert found("gulls") == found("above") == found("ana") == found("lighthouse") == []
    assert found("terns below eva buoy pier") == ["it"]
    with transaction():
        story.lead_picture = None
        story.byline_links.clear()
    assert found("ruiz") == found("buoy") == []
    assert found("terns pier") == ["it"]
    with transaction():
        story.contributors.append(ana)
    assert found("eva") == ["it"]


def test_only_what_readers_may_see_is_found(app: Flask, clock: Clock) -> None:
    story = make_article(slug="it", headline="Gulls", status="draft", published_at=None)
    assert found("gulls") == []
    with transaction():
        story.publish(clock.advance(hours=2))
    assert found("gulls") == []
    later = Listing(words=SearchTerms.read("gulls")).page(clock.now)
    assert [article.slug for article in later.articles] == ["it"]
    with transaction():
        story.publish(START)
    assert found("gulls") == ["it"]
    with transaction():
        story.withdraw()
    assert found("gulls") == []
    assert db.session.scalar(text("SELECT count(*) FROM search_index")) == 0
    db.session.rollback()
    with transaction():
        story.publish(START)
    assert found("gulls") == ["it"]
    with transaction():
        db.session.delete(story)
    assert db.session.scalar(text("SELECT count(*) FROM search_index")) == 0


def test_what_is_rolled_back_is_not_found(app: Flask) -> None:
    story = make_article(headline="Gulls", slug="it")
    with pytest.raises(ZeroDivisionError):
        spoil(story)
    assert (found("gulls"), found("terns")) == (["it"], [])


def spoil(story: Article) -> None:
    with transaction():
        story.headline = "Terns"
        db.session.flush()
        assert 1 / 0


def test_rebuild_and_migration_make_the_same_index(app: Flask) -> None:
    ana, lead = make_contributor("Åsa Ørn"), make_picture(caption="Ein Straßenschild")
    for number in range(3):
        make_article(
            headline=f"Zürich № {number}", contributors=[ana], lead_picture=lead
        )
    make_article(headline="東京 Tides", opening="<p>½ Łódź&shy;er</p><p>ｆｕｌｌ</p>")
    make_article(headline="Hidden", status="draft")
    before = index_rows()
    assert len(before) == 4
    with transaction():
        db.session.execute(text("DELETE FROM search_index"))
    result = app.test_cli_runner().invoke(args=["search", "rebuild"])
    assert "4 stories can be found." in result.output
    assert index_rows() == before
    db.session.rollback()
    flask_migrate.downgrade(revision="0002", x_arg="yes")
    flask_migrate.upgrade()
    rebuild_outdated_index()
    assert index_rows() == before


def test_index_of_an_older_folding_is_rebuilt_once(app: Flask) -> None:
    make_article(headline="O’Brien")
    rebuild_outdated_index()
    with transaction():
        db.session.execute(text("DELETE FROM search_index"))
    rebuild_outdated_index()
    assert index_rows() == []
    with transaction():
        db.session.get_one(Setting, FOLDED_BY).value = 1
    rebuild_outdated_index()
    assert len(index_rows()) == 1


# Texts, and searches that must find them; each text also finds itself.
SPELLINGS = {
    "Hawaiʻi": ["Hawaii", "Hawai'i", "Hawai’i", "HAWAIʻI"],
    "Hawai'i": ["Hawaii", "Hawaiʻi", "Hawai‘i"],
    "Hawaii": ["Hawai'i", "Hawaiʻi"],
    "O’Brien’s": ["OBrien", "O'Brien", "brien", "obriens"],
    "OBrien": ["O'Brien", "O’Brien"],
    "l’Europe d’hier": ["Europe", "hier", "l'europe", '"Europe d’hier"'],
    "Sana'a": ["Sanaa", "Sanaʼa", "Sanaʿa"],
    "كتـــاب": ["كتاب"],
    "علی کریم": ["علي كريم"],
    "أحمد ٢٠٢٤": ["احمد 2024"],
    "צה״ל": ["צהל"],
    "ラーメン ガ": ["らーめん", "が"],
    "Øresund Ŋ Æsir Þór": ["oresund", "aesir", "thor", "ng"],
    "Ｆｕｌｌ №5 2½": ["full", "no5", "2 1 2"],
    "2024–25": ["2024", "25", "2024-25"],
    "naïve co\u00adoperate": ["naive", "cooperate"],
}


@pytest.mark.parametrize("written", SPELLINGS)
def test_common_spellings_find_it(app: Flask, written: str) -> None:
    make_article(headline="A", opening=f"<p>In {written} now</p>", slug="it")
    make_article(headline="Another", slug="other")
    for typed in (*SPELLINGS[written], written):
        assert found(f"{typed} ") == ["it"], typed
    assert found(f'"in {written} now"') == ["it"]


def test_word_with_markup_inside_is_found(app: Flask) -> None:
    make_article(
        slug="it",
        opening="<p>The 21<sup>st</sup> day, H<sub>2</sub>O, <b>W</b>ater, "
        'a fact<sup><a href="#n">1</a></sup> and 1<sup>er</sup> mai</p>',
    )
    for typed in ("21st", "h2o", "water", "fact", "1er"):
        assert found(f"{typed} ") == ["it"], typed


def index_rows() -> list[tuple[object, ...]]:
    columns = "headline, leading, rest" if is_sqlite() else "words::text, text"
    rows = db.session.execute(
        text(f"SELECT rowid, {columns} FROM search_index ORDER BY 1")
    )
    read = [tuple(row) for row in rows]
    db.session.rollback()
    return read


def is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def test_empty_search_finds_nothing(app: Flask) -> None:
    make_article(headline="Gulls")
    for words in (SearchTerms(), SearchTerms.read("-terns"), SearchTerms.read("…")):
        listing = Listing(words=words)
        assert listing.page(START).articles == []
        assert read_best(listing, START).lines == []


def test_very_long_text_is_indexed(app: Flask) -> None:
    """PostgreSQL's limits are 1 MB of distinct words and 2046 bytes per word."""
    many = " ".join(f"w{number:x}" for number in range(150_000))
    make_article(
        headline="字" * 300, opening=f"<p>{many}</p>", rest=f"<p>{'x' * 9000}</p>"
    )
    assert found("w1f4") == found("字字") != []
    make_article(slug="long", opening=f"<p>the end {'x' * 9000}</p>" * 400)
    assert found(f'"end {"x" * 150}"') == ["long"]


def test_folded_positions_map_back_to_the_original() -> None:
    for written, wanted in {
        "Café": ["cafe"],
        "Cafe\u0301 x": ["cafe", "x"],
        "ﬁne… ½ day": ["fine", "1", "2", "day"],
        "ŒUVRE": ["oeuvre"],
        "ΌΣΟΣ İstanbul": ["οσοσ", "istanbul"],
        "co\u00adop 東京": ["coop", "東", "京"],
        "snake_case": ["snake", "case"],
        "": [],
        "\u0301\u00ad": [],
    }.items():
        read = Folded.of(written).tokens()
        assert [token.text for token in read] == tokens(written) == wanted
        for token in read:
            start, end = Folded.of(written).original(token.start, token.end)
            marked = written[start:end]
            assert token.text in "".join(tokens(marked)) or marked == "½"
            assert len(marked) <= len(token.text) + 1
        assert [t.start for t in read] == sorted(t.start for t in read)
