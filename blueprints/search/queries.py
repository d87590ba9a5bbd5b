"""Search results: the best stories, each with a matching excerpt."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from markupsafe import Markup
from sqlalchemy import select

from extensions import db
from models.listing.cursor import Cursor
from models.listing.listing import Listing
from models.listing.search.plain import blocks
from models.listing.search.ranking import read_best
from models.listing.search.terms import SearchTerms
from models.stories.article import Article
from web.site.left_out import made_of_each
from web.site.marking import marked, snippet


@dataclass(frozen=True)
class Result:
    """`headline` and `excerpt` are HTML with the search terms marked."""

    article: Article
    headline: Markup
    excerpt: Markup


@dataclass(frozen=True)
class ResultPage:
    results: list[Result]
    next_cursor: Cursor | None


def read_results(listing: Listing, now: datetime) -> ResultPage:
    """Three queries for any number of results. Raises BadCursor."""
    best, words = read_best(listing, now), listing.words or SearchTerms()
    ids = [line.id for line in best.lines]
    here = select(Article).where(Article.public(now), Article.id.in_(ids))
    found = {article.id: article for article in db.session.scalars(here)} if ids else {}
    articles = [found[id_] for id_ in ids if id_ in found]
    results = made_of_each(articles, partial(_result, words=words))
    return ResultPage(results, best.next_cursor)


def _result(article: Article, words: SearchTerms) -> Result:
    headline = marked(article.headline, words)
    return Result(article, headline, _excerpt(article, words))


def _excerpt(article: Article, words: SearchTerms) -> Markup:
    """An excerpt of the body; otherwise the dek or the story's beginning."""
    parts = blocks(article.body)
    in_body = snippet(parts, words)
    return in_body or marked(article.dek or next(iter(parts), ""), words)
