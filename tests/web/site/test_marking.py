"""Marked matches, and the excerpt of a text."""

from models.listing.search.terms import SearchTerms
from web.site.marking import marked, snippet


def test_matches_are_marked_as_written() -> None:
    for typed, text, wanted in (
        ("zur", "In Zürich & Zu\u0308ri.", "In [Zürich] &amp; [Zu\u0308ri]."),
        ('"of the" sea', "of sea, of the", "of [sea], [of the]"),
        ("-sea of", "sea of", "sea [of]"),
        ("co-op", "co op, CO-OP’s coop", "[co op], [CO-OP]’s coop"),
        ("strasse", "Straße ½", "[Straße] ½"),
        ("2", "x½y ½", "x½y [½]"),
        ("京", "東京都", "東[京]都"),
        ("<b>", "<b>b</b>", "&lt;[b]&gt;[b]&lt;/[b]&gt;"),
        ("nothing", "<i>", "&lt;i&gt;"),
    ):
        html = str(marked(text, SearchTerms.read(typed)))
        found = html.replace("<mark>", "[").replace("</mark>", "]")
        assert found == wanted, typed


def test_snippet_is_the_part_with_the_most_words() -> None:
    filler = "and so on " * 60
    text = f"tide {filler} the tide gauge {filler} gauge"
    found = snippet(["gauge", text, "tide gauge"], SearchTerms.read("tide gauge"))
    assert found is not None
    assert "the <mark>tide</mark> <mark>gauge</mark> and" in found
    assert (found[:2], found[-2:]) == ("… ", " …")
    assert len(found) < 330
    assert snippet([text], SearchTerms.read("xyzzy")) is None
    whole = snippet(["b", "a tide & co"], SearchTerms.read("tide"))
    assert whole == "a <mark>tide</mark> &amp; co"
    word = "x" * 3000
    assert len(snippet([f"{word} tide {word}"], SearchTerms.read("tide")) or "") < 800
