"""Topics: what stories are about, across regions."""

from typing import Any

from blueprints.admin.fields import ProseField
from blueprints.admin.taxonomy.base import Taxonomy, TaxonomyForm
from blueprints.admin.taxonomy.views import taxonomy_blueprint
from models.stories.placement import ArticleTopic
from models.taxonomy.topic import Topic


class TopicForm(TaxonomyForm):
    description = ProseField("Description")

    def show(self, row: Topic) -> None:
        super().show(row)
        self.description.show(row.description)

    def columns(self) -> dict[str, Any]:
        return super().columns() | {"description": self.description.html}


TOPIC = Taxonomy(
    word="topic",
    plural="topics",
    model=Topic,
    form=TopicForm,
    link=ArticleTopic,
    key=ArticleTopic.topic_id,
    page="topics.show",
)
topics = taxonomy_blueprint(TOPIC)
