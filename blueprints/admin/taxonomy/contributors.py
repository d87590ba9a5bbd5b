"""Contributors: the people a byline can name."""

from typing import Any

from blueprints.admin.fields import LineField, PictureField, ProseField
from blueprints.admin.taxonomy.base import Taxonomy, TaxonomyForm
from blueprints.admin.taxonomy.views import taxonomy_blueprint
from models.input_rules import longest
from models.stories.placement import Byline
from models.taxonomy.contributor import Contributor


class ContributorForm(TaxonomyForm):
    role = LineField("Role", longest(Contributor.role))
    biography = ProseField("Biography")
    portrait_id = PictureField("Portrait")

    def show(self, row: Contributor) -> None:
        super().show(row)
        self.biography.show(row.biography)

    def columns(self) -> dict[str, Any]:
        return super().columns() | {
            "role": self.role.data,
            "biography": self.biography.html,
            "portrait_id": self.portrait_id.data,
        }


CONTRIBUTOR = Taxonomy(
    word="contributor",
    plural="contributors",
    model=Contributor,
    form=ContributorForm,
    link=Byline,
    key=Byline.contributor_id,
    page="contributors.show",
    is_searched=True,
)
contributors = taxonomy_blueprint(CONTRIBUTOR)
