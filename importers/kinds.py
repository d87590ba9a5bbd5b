"""The kinds of content files there are."""

from importers.document import Document
from importers.kind import Kind
from importers.nouns.article import ARTICLE
from importers.nouns.contributor import CONTRIBUTOR
from importers.nouns.front_page import FRONT_PAGE
from importers.nouns.redirects import REDIRECTS
from importers.nouns.region import REGION
from importers.nouns.settings import SETTINGS
from importers.nouns.topic import TOPIC

# In this order: what an article names should exist before the article.
KINDS: dict[str, Kind] = {
    "settings": SETTINGS,
    "region": REGION,
    "topic": TOPIC,
    "contributor": CONTRIBUTOR,
    "article": ARTICLE,
    "brief": ARTICLE,
    "page": ARTICLE,
    "front-page": FRONT_PAGE,
    "redirects": REDIRECTS,
}


def kind_of(document: Document) -> str:
    """Raises ContentProblem."""
    return document.choice("kind", tuple(KINDS), "article")
