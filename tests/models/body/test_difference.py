"""A difference marks insertions and deletions, and contains both texts."""

import random
import re
import time
from html import unescape

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models.body.alignment import Budget, steps
from models.body.allow_list import BODY_ATTRIBUTES, BODY_TAGS, cleaned
from models.body.difference import difference
from models.body.readable import readable
from tests.importers.texts import WORDS, bodies
from tests.some import some

INLINE = re.compile(
    r"</?(?:a|abbr|b|br|cite|code|em|i|q|s|small|strong|sub|sup|ins|del)\b[^>]*>"
)
BLOCK = re.compile(r"<[^>]*>")
PIECES = st.lists(bodies(7, 12), min_size=3, max_size=3)


def changes(old: str, new: str) -> str:
    found = difference({"body": old}, {"body": new})
    return "\n".join(run.html for change in found for run in change.runs)


def without(tag: str, html: str) -> str:
    return re.sub(rf"<{tag}>.*?</{tag}>", "", html, flags=re.DOTALL)


def words(html: str) -> list[str]:
    html = html.replace("<hr>", " [Rule] ")
    return unescape(BLOCK.sub(" ", INLINE.sub("", html))).split()


@st.composite
def versions(draw: st.DrawFn) -> tuple[str, str]:
    """Two texts: some pieces are kept, some removed, some moved."""
    pieces = draw(PIECES)
    others = draw(st.permutations([*pieces, draw(bodies(7))]))
    return "".join(pieces), "".join(others[: draw(st.integers(0, 4))])


@settings(deadline=None)
@given(versions())
def test_removing_insertions_gives_the_old_text(texts: tuple[str, str]) -> None:
    old, new = texts
    assume(old != new)
    assert words(without("ins", changes(old, new))) == words(readable(old))


@settings(deadline=None)
@given(versions())
def test_removing_deletions_gives_the_new_text(texts: tuple[str, str]) -> None:
    old, new = texts
    assume(old != new)
    assert words(without("del", changes(old, new))) == words(readable(new))


@settings(deadline=None)
@given(versions())
def test_tags_are_never_broken(texts: tuple[str, str]) -> None:
    html = changes(*texts)
    assert cleaned(html, BODY_TAGS | {"ins", "del"}, BODY_ATTRIBUTES) == html


@given(WORDS, WORDS)
def test_plain_text_is_escaped(old: str, new: str) -> None:
    assume(old != new)
    for change in some(difference({"dek": old}, {"dek": new})):
        html = change.runs[0].html
        kept = without("ins", html).replace("<del>", "").replace("</del>", "")
        assert unescape(kept) == old
        assert set(BLOCK.findall(html)) <= {"<ins>", "</ins>", "<del>", "</del>"}


def test_only_changed_words_are_marked() -> None:
    html = changes(
        "<p>A red barn stood on the hill.</p>\n",
        "<p>A blue barn stood on <em>the</em> hill.</p>\n",
    )
    assert html == (
        "<p>A <del>red</del><ins>blue</ins> barn stood on "
        "<del>the</del><ins><em>the</em></ins> hill.</p>"
    )


def test_short_unchanged_words_between_changes_are_merged() -> None:
    html = changes(
        "<p>It rained over the wide valley of Samoa Island all night.</p>",
        "<p>It rained under a bright sky of falling stars all night.</p>",
    )
    assert html.count("<ins>") == 1


def test_changed_paragraph_is_matched_after_a_new_one() -> None:
    old = "<p>The barn was red and stood on the hill.</p>"
    html = changes(old, f"<p>Something else.</p>\n{old.replace('red', 'blue')}")
    assert "<p><ins>Something else.</ins></p>" in html
    assert "was <del>red</del><ins>blue</ins> and" in html


def test_new_list_item_is_marked_inside_the_list() -> None:
    old = "<ul>\n<li>One</li>\n<li>Two</li>\n</ul>"
    new = "<ul>\n<li>One</li>\n<li>Between</li>\n<li>Two</li>\n</ul>"
    assert "<li>One</li><li><ins>Between</ins></li><li>Two</li>" in changes(old, new)


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ('<figure data-picture="12"></figure>', "[Picture 12]"),
        ("<hr data-fold>", "[The fold]"),
        ("<hr>", "[Rule]"),
        (
            '<figure data-embed="x:20"><figcaption>A film</figcaption></figure>',
            "[X post 20: A film]",
        ),
    ],
)
def test_elements_without_text_are_named(html: str, name: str) -> None:
    assert f"<ins><small>{name}</small></ins>" in changes("", html)
    assert f"<del><small>{name}</small></del>" in changes(html, "")


def test_unchanged_blocks_are_counted() -> None:
    same = "".join(f"<p>Paragraph {number}</p>\n" for number in range(5))
    (change,) = difference({"body": same}, {"body": f"{same}<p>New</p>\n"})
    assert [(run.is_same, run.blocks) for run in change.runs] == [(True, 5), (False, 1)]


def test_changed_attributes_are_a_change() -> None:
    html = changes('<p lang="en">Pain</p>', '<p lang="fr">Pain</p>')
    assert html == '<p lang="en"><del>Pain</del></p><p lang="fr"><ins>Pain</ins></p>'


@given(st.text("ab", max_size=12), st.text("abc", max_size=12))
def test_steps_add_up_to_both_sequences(old: str, new: str) -> None:
    found = list(steps(old, new, Budget(1000)))
    assert "".join("".join(step.old) for step in found) == old
    assert "".join("".join(step.new) for step in found) == new
    kept = sum(len(step.old) for step in found if step.is_same)
    assert kept == longest(old, new)


def longest(old: str, new: str) -> int:
    row = [0] * (len(new) + 1)
    for one in old:
        before, row = row, [0]
        for place, other in enumerate(new):
            longer = before[place] + 1 if one == other else 0
            row.append(max(longer, before[place + 1], row[place]))
    return row[-1]


def story(seed: int, paragraphs: int = 140) -> str:
    choose = random.Random(seed)
    lines = [
        " ".join(f"word{choose.randrange(3000)}" for _ in range(72))
        for _ in range(paragraphs)
    ]
    return "".join(f"<p>{line}</p>\n" for line in lines)


HOSTILE = {
    "ten thousand words, all new": (story(1), story(2)),
    "ten thousand words, many new": (story(1), story(1).replace("word7", "w")),
    "one paragraph": (f"<p>{'a b ' * 99_999}</p>", f"<p>{'b a a ' * 66_666}</p>"),
    "blocks": ("<p>a</p>" * 4_900, "<p>b</p><p>a</p>" * 2_450),
    "lists": ("<ul><li>a</li>" * 100 + "b", "<ul><li>a</li>" * 100 + "c"),
    "marks": (f"<p>{'<em>a</em>b' * 4_900}</p>", f"<p>{'<em>a</em>bb' * 4_900}</p>"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_difference_is_quick_for_any_texts(name: str) -> None:
    old, new = (cleaned(html, BODY_TAGS, BODY_ATTRIBUTES) for html in HOSTILE[name])
    began = time.process_time()
    assert changes(old, new)
    took = time.process_time() - began
    assert took < (0.3 if "thousand" in name else 2)
