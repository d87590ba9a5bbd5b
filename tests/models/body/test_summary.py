"""The summary of a story without a dek is its first sentence."""

import pytest

from models.body.summary import LONGEST, first_sentence
from models.stories.article import Article


@pytest.mark.parametrize(
    ("html", "sentence"),
    [
        ("<p>The dam holds. It is old.</p>", "The dam holds."),
        ("<h2>News</h2>\n<p>Is it <em>so</em>? Yes.</p>", "Is it so?"),
        ("<p>Dr. J. Smith holds 4.5 km³ &amp; more. Yes.</p>", None),
        ("<p>“It holds.” She left.</p>", "“It holds.”"),
        ("<p>大坝很旧。它还在。</p>", "大坝很旧。"),
        ("<p>No end</p><p>Next.</p>", "No end"),
        ("<p> </p><p>One<br>\ntwo. Three.</p>", "One two."),
        ('<p>A fact.<small data-note="">Ibid. 3.</small> More.</p>', "A fact."),
        ("", ""),
    ],
)
def test_first_sentence_is_found(html: str, sentence: str | None) -> None:
    expected = "Dr. J. Smith holds 4.5 km³ & more." if sentence is None else sentence
    assert first_sentence(html) == expected


def test_long_sentence_ends_between_words() -> None:
    found = first_sentence(f"<p>{'words ' * 100}</p>")
    assert len(found) <= LONGEST
    assert found.endswith("words…")


def test_dek_is_the_summary_if_there_is_one() -> None:
    article = Article(dek="")
    article.write("<p>It holds. Still.</p>", "")
    assert article.summary == "It holds."
    article.dek = "A dam."
    assert article.summary == "A dam."
