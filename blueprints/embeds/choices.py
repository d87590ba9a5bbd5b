"""What the builder page offers to choose from."""

from dataclasses import dataclass
from datetime import datetime

from models.taxonomy.public_names import Names, public_names
from web.site.context import site_context

FORMS = ("element", "frame", "links")
MOST_NAMES = 500  # per filter; the pages of the others link here, too


@dataclass(frozen=True)
class Choices:
    regions: Names
    contributors: Names
    topics: Names


def read_choices(now: datetime) -> Choices:
    """Two queries."""
    return Choices(
        [(region.slug, region.name) for region in site_context().regions],
        public_names("contributor", now, limit=MOST_NAMES),
        public_names("topic", now, limit=MOST_NAMES),
    )
