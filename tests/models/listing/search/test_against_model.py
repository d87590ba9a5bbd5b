"""Search results and their order, compared with a simple model on both databases."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from extensions import db
from models.base import transaction
from models.listing.listing import Listing
from models.listing.search.ranking import WORTH, read_best
from models.listing.search.terms import SearchTerms
from models.stories.article import Article
from tests.conftest import START
from tests.factories import NUMBER, make_article, make_contributor, make_picture
from tests.some import some

# Spellings, and their expected tokens.
WORDS = {
    "tide": ["tide"],
    "Tides": ["tides"],
    "tidal": ["tidal"],
    "Zürich": ["zurich"],
    "ZU\u0308RICH": ["zurich"],
    "Łódź": ["lodz"],
    "Straße": ["strasse"],
    "co-op": ["co", "op"],
    "don’t": ["don", "t"],
    "dont": ["dont"],
    "O'Brien": ["o", "brien"],
    "OBrien": ["obrien"],
    "O\u02bbBrien": ["obrien"],
    "brien": ["brien"],
    "東京": ["東", "京"],
    "京東": ["京", "東"],
    "ΟΔΌΣ": ["οδοσ"],
    "Ёлка": ["елка"],
    "of": ["of"],
    "1,5": ["1", "5"],
    "sun\u00adlight": ["sunlight"],
}
# Words also indexed as a whole, and searched that way if they are alone.
JOINED = {"don’t": "dont", "O'Brien": "obrien"}
BETWEEN = (" ", ", ", " – ", "\u00a0", "… ", " & ")
STATES = ("published", "published", "published", "scheduled", "draft", "withdrawn")
Tokens = list[str]


@dataclass
class Text:
    written: str = ""
    tokens: Tokens = field(default_factory=list)
    joined: Tokens = field(default_factory=list)


@dataclass
class Story:
    headline: Text
    dek: Text
    name: Text
    caption: Text
    paragraphs: list[Text]
    state: str
    age: int  # days

    @property
    def zones(self) -> list[list[Text]]:
        leading = [self.headline, self.dek, self.name]
        return [[self.headline], leading, [*leading, *self.paragraphs, self.caption]]

    def make(self) -> Article:
        slug = f"writer-{next(NUMBER)}"
        writer = [make_contributor(self.name.written, slug=slug)]
        lead = make_picture(caption=self.caption.written)
        at = START - timedelta(days=self.age) if self.state != "scheduled" else FUTURE
        inner = [part.written.replace("&", "&amp;") for part in self.paragraphs]
        return make_article(
            headline=self.headline.written,
            dek=self.dek.written,
            opening="".join(f"<p>{html}</p>\n" for html in inner),
            rest="",
            contributors=writer if self.name.tokens else [],
            lead_picture=lead,
            status="published" if self.state == "scheduled" else self.state,
            published_at=at,
        )


@dataclass
class TypedTerm:
    """`words` are keys of WORDS; a quoted one is a phrase."""

    words: list[str]
    is_quoted: bool
    is_unwanted: bool

    def __str__(self) -> str:
        text = " ".join(self.words)
        text = f'"{text}"' if self.is_quoted else text
        return f"{'-' * self.is_unwanted}{text}"

    @property
    def tokens(self) -> Tokens:
        if len(self.words) == 1 and self.words[0] in JOINED:
            return [JOINED[self.words[0]]]
        return [token for word in self.words for token in WORDS[word]]


FUTURE = START + timedelta(days=30)
words = st.sampled_from(sorted(WORDS))


@st.composite
def texts(draw: Any, least: int = 0, most: int = 3) -> Text:
    chosen = draw(st.lists(words, min_size=least, max_size=most))
    written = "".join(w + draw(st.sampled_from(BETWEEN)) for w in chosen)
    tokens = [token for word in chosen for token in WORDS[word]]
    joined = [JOINED[word] for word in chosen if word in JOINED]
    return Text(written.strip(), tokens, joined)


stories = st.lists(
    st.builds(
        Story,
        headline=texts(1),
        dek=texts(),
        name=texts(),
        caption=texts(),
        paragraphs=st.lists(texts(most=4), max_size=2),
        state=st.sampled_from(STATES),
        age=st.integers(0, 1200),
    ),
    min_size=1,
    max_size=5,
)
typed_terms = st.one_of(
    st.builds(
        TypedTerm,
        st.lists(words, min_size=1, max_size=1),
        st.just(False),
        st.booleans(),
    ),
    st.builds(
        TypedTerm, st.lists(words, min_size=1, max_size=2), st.just(True), st.booleans()
    ),
)
searches = st.lists(
    st.lists(typed_terms, min_size=1, max_size=3), min_size=1, max_size=6
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(given_stories=stories, given_searches=searches)
def test_search_finds_what_a_plain_model_finds(
    app: Flask, given_stories: list[Story], given_searches: list[list[TypedTerm]]
) -> None:
    try:
        made = [(story, story.make()) for story in given_stories]
        for search in some(given_searches):
            listing = Listing(
                kind=None, words=SearchTerms.read(" ".join(map(str, search)))
            )
            newest = [article.id for article in listing.page(START).articles]
            assert newest == expected(made, search, ranked=False), search
            assert paged(listing) == expected(made, search, ranked=True), search
    finally:
        clear()


def clear() -> None:
    db.session.rollback()
    with transaction():
        for row in db.session.scalars(select(Article)).all():
            db.session.delete(row)


def paged(listing: Listing) -> list[int]:
    """All results, read in pages of two."""
    found, listing = list[int](), replace(listing, limit=2)
    while True:
        page = read_best(listing, START)
        found += [line.id for line in page.lines]
        if page.next_cursor is None:
            return found
        listing = replace(listing, after=page.next_cursor)


def expected(
    made: list[tuple[Story, Article]], search: list[TypedTerm], *, ranked: bool
) -> list[int]:
    found = []
    for story, article in made:
        zone = zone_of(story, search) if story.state == "published" else None
        if zone is not None:
            worth = list(WORTH.values())[zone] if ranked else timedelta()
            found.append((at(article) + worth, article.id))
    return [id_ for _, id_ in sorted(found, reverse=True)]


def at(article: Article) -> datetime:
    assert article.published_at is not None
    return article.published_at


def zone_of(story: Story, search: list[TypedTerm]) -> int | None:
    """The narrowest zone that contains all wanted terms."""
    *_, everywhere = story.zones
    if any(a.is_unwanted and has(everywhere, a.tokens) for a in search):
        return None
    wanted = [a for a in search if not a.is_unwanted]
    for number, zone in enumerate(story.zones):
        if wanted and all(
            has(zone, a.tokens, is_open=is_open(a, search)) for a in wanted
        ):
            return number
    return None


def is_open(one: TypedTerm, search: list[TypedTerm]) -> bool:
    """Whether the term is a prefix, as the last word is."""
    is_last = one is search[-1] and not one.is_quoted
    return is_last and len(one.tokens[-1]) > 1


def has(texts: list[Text], wanted: Tokens, *, is_open: bool = False) -> bool:
    size = len(wanted)
    whole = [[word] for text in texts for word in text.joined]
    for tokens in [*(text.tokens for text in texts), *whole]:
        for start in range(len(tokens) - size + 1):
            *before, last = tokens[start : start + size]
            ends = last.startswith(wanted[-1]) if is_open else last == wanted[-1]
            if before == wanted[:-1] and ends:
                return True
    return False
