"""All kinds of content files."""

from importers.content.document import Document
from importers.content.kind import Kind
from importers.content.kinds.article import ARTICLE
from importers.content.kinds.contributor import CONTRIBUTOR
from importers.content.kinds.front_page import FRONT_PAGE
from importers.content.kinds.redirects import REDIRECTS
from importers.content.kinds.region import REGION
from importers.content.kinds.settings import SETTINGS
from importers.content.kinds.topic import TOPIC

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
