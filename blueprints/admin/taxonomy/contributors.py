"""Contributors: those whom a byline can name."""

from typing import Any

from wtforms import StringField

from blueprints.admin import rules
from blueprints.admin.taxonomy.base import Taxonomy, TaxonomyForm
from blueprints.admin.taxonomy.views import taxonomy_blueprint
from importers.content.rows import longest
from models.stories.placement import Byline
from models.taxonomy.contributor import Contributor


class ContributorForm(TaxonomyForm):
    role = StringField(
        "Role",
        filters=[rules.trimmed],
        validators=[rules.one_line(longest(Contributor.role))],
    )
    biography = rules.ProseField("Biography")
    portrait_id = rules.PictureField("Portrait")

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
)
contributors = taxonomy_blueprint(CONTRIBUTOR)
